using System.Diagnostics;

using Microsoft.Extensions.Options;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace PromptIntel.Api.Errors;

/// <summary>
/// Writes every problem, whatever the client accepts: the framework's own writer stays silent when <c>Accept</c> names no JSON, and
/// a client that asked for Markdown still has to learn what was wrong.
/// </summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    private const string TraceIdKey = "trace_id";

    private readonly JsonOptions _json = json.Value;

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        HttpContext http = context.HttpContext;
        context.ProblemDetails.Status ??= http.Response.StatusCode;
        context.ProblemDetails.Extensions[TraceIdKey] = TraceId(http);
        http.Response.StatusCode = context.ProblemDetails.Status.Value;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsJsonAsync(
            context.ProblemDetails, _json.SerializerOptions, "application/problem+json", http.RequestAborted);
    }

    private static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
}
