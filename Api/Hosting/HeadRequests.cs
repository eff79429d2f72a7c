using System.IO.Pipelines;

using Microsoft.AspNetCore.Http.Features;

namespace PromptIntel.Api.Hosting;

/// <summary>
/// HEAD is answered as GET, without the body (RFC 9110, 9.3.2): the route that reads a thing says its length, type and tag. Streams of
/// events, whose end nobody knows, are not read this way: they stay 405.
/// </summary>
internal sealed class HeadRequests(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) =>
        HttpMethods.IsHead(http.Request.Method) && !IsStream(http.Request.Path) ? ReadAsync(http) : next(http);

    private async Task ReadAsync(HttpContext http)
    {
        IHttpResponseBodyFeature? body = http.Features.Get<IHttpResponseBodyFeature>();
        http.Features.Set<IHttpResponseBodyFeature>(new NoBody());
        http.Request.Method = HttpMethods.Get;
        try
        {
            await next(http);
        }
        finally
        {
            // The server writes the header when it knows again that no body follows.
            http.Request.Method = HttpMethods.Head;
            http.Features.Set(body);
        }
    }

    private static bool IsStream(PathString path) =>
        path.StartsWithSegments("/mcp")
        || path.Value is { } text
            && (text.TrimEnd('/').EndsWith("/events", StringComparison.OrdinalIgnoreCase)
                || text.TrimEnd('/').Equals("/api/changes", StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes everything and sends nothing; the header stays open until the request has its own method again.</summary>
    private sealed class NoBody : IHttpResponseBodyFeature
    {
        public Stream Stream => Stream.Null;

        public PipeWriter Writer { get; } = PipeWriter.Create(Stream.Null);

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            Task.CompletedTask;

        public Task CompleteAsync() => Writer.CompleteAsync().AsTask();
    }
}
