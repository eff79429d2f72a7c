using System.Diagnostics;

namespace PromptIntel.Api.Hosting;

/// <summary>
/// The activity of a request that nobody traces: problems name its trace, and what it starts in another process goes on in the caller's
/// trace. The server makes one itself only for who listens; a read from memory, which stands before this, needs none.
/// </summary>
internal sealed class RequestActivity(RequestDelegate next, DistributedContextPropagator propagator)
{
    private const string Name = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    public Task InvokeAsync(HttpContext http) => Activity.Current is null ? RunAsync(http) : next(http);

    private async Task RunAsync(HttpContext http)
    {
        using var activity = new Activity(Name);
        propagator.ExtractTraceIdAndState(http.Request.Headers, Read, out string? parent, out string? state);

        if (!string.IsNullOrEmpty(parent))
        {
            activity.SetParentId(parent);
            activity.TraceStateString = string.IsNullOrEmpty(state) ? null : state;
        }

        activity.Start();
        await next(http);
    }

    private static void Read(object? carrier, string field, out string? value, out IEnumerable<string>? values)
    {
        value = ((IHeaderDictionary)carrier!)[field];
        values = null;
    }
}
