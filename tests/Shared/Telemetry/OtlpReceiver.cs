using System.Collections.Concurrent;
using System.Text;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Tests.Shared.Telemetry;

/// <param name="Resource">Who sent it: <c>service.name</c>, <c>service.instance.id</c>.</param>
internal sealed record ReceivedSpan(
    IReadOnlyDictionary<string, string> Resource, string Source, string Name, string TraceId, string SpanId, string ParentId,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Nanoseconds since 1970, by its own machine's clock.</summary>
    public required ulong Start { get; init; }

    public required ulong End { get; init; }

    /// <summary>Ids of the spans it is linked to.</summary>
    public required IReadOnlyList<string> Links { get; init; }

    public required bool HasFailed { get; init; }

    public string Service => Resource["service.name"];
}

internal sealed record ReceivedLog(string Body, string TraceId, string SpanId);

/// <summary>Takes OTLP over HTTP and protobuf on a loopback port, and keeps what it was sent.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const ulong StatusError = 2;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _requests = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.Single();

    public IReadOnlyList<ReceivedSpan> Spans =>
    [
        .. from resource in Received("/v1/traces")
           let sender = Attributes(resource.Messages(1).SelectMany(described => described.Messages(1)))
           from scope in resource.Messages(2)
           from span in scope.Messages(2)
           select new ReceivedSpan(
               sender, scope.Messages(1).First().Text(1), span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), Attributes(span.Messages(9)))
           {
               Start = span.Number(7),
               End = span.Number(8),
               Links = [.. span.Messages(13).Select(link => link.Hex(2))],
               HasFailed = span.Messages(15).Any(status => status.Number(3) == StatusError),
           },
    ];

    public IReadOnlyList<ReceivedLog> Logs =>
    [
        .. from resource in Received("/v1/logs")
           from scope in resource.Messages(2)
           from record in scope.Messages(2)
           select new ReceivedLog(record.Messages(5).Select(Value).FirstOrDefault(""), record.Hex(9), record.Hex(10)),
    ];

    public IReadOnlySet<string> Metrics =>
        (from resource in Received("/v1/metrics") from scope in resource.Messages(2) from metric in scope.Messages(2) select metric.Text(1))
            .ToHashSet();

    /// <summary>Whether the text was sent, in whatever field of whatever signal.</summary>
    public bool Contains(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return _requests.Any(request => request.Body.AsSpan().IndexOf(bytes) >= 0);
    }

    public static async Task<OtlpReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            receiver._requests.Enqueue((context.Request.Path.Value!, body.ToArray()));
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IEnumerable<ProtobufMessage> Received(string path) =>
        _requests.Where(request => request.Path == path).SelectMany(request => new ProtobufMessage(request.Body).Messages(1));

    private static Dictionary<string, string> Attributes(IEnumerable<ProtobufMessage> pairs) =>
        pairs.ToDictionary(pair => pair.Text(1), pair => pair.Messages(2).Select(Value).FirstOrDefault(""), StringComparer.Ordinal);

    /// <summary>An <c>AnyValue</c>: text, integer, or the items of an array.</summary>
    private static string Value(ProtobufMessage value)
    {
        if (value.Has(5))
        {
            return string.Join(",", value.Messages(5).SelectMany(array => array.Messages(1)).Select(Value));
        }

        return value.Has(1) ? value.Text(1) : value.Number(3).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
