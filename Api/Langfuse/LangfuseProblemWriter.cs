using Microsoft.Extensions.Options;

using PromptIntel.Api.Errors;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace PromptIntel.Api.Langfuse;

/// <summary>
/// Problems below <c>/api/public</c> in the words of Langfuse's API: <c>{message, error}</c>, the error being the stable code.
/// </summary>
internal sealed class LangfuseProblemWriter(IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    private readonly JsonOptions _json = json.Value;

    public bool CanWrite(ProblemDetailsContext context) =>
        context.HttpContext.Request.Path.StartsWithSegments(LangfuseEndpoints.Root, StringComparison.OrdinalIgnoreCase);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        HttpResponse response = context.HttpContext.Response;
        response.StatusCode = context.ProblemDetails.Status ?? response.StatusCode;
        response.Headers.CacheControl = "no-store";
        await response.WriteAsJsonAsync(
            new LangfuseErrorResponse(
                context.ProblemDetails.Detail ?? context.ProblemDetails.Title ?? "",
                context.ProblemDetails.Extensions.TryGetValue(Problems.CodeKey, out object? code) ? code as string ?? "" : ""),
            _json.SerializerOptions,
            context.HttpContext.RequestAborted);
    }
}
