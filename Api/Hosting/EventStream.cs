using System.Globalization;
using System.Text.Json;

using Microsoft.AspNetCore.Http.Features;

using PromptIntel.Api.Json;
using PromptIntel.Api.OpenApi;

namespace PromptIntel.Api.Hosting;

/// <summary>One server-sent event: <c>data</c> is written as one line of JSON.</summary>
internal sealed record ServerEvent(string? Id, string Type, object Data);

/// <summary>
/// Writes server-sent events as they come, and a comment when none comes for a while, so that proxies keep the connection and a client
/// that has gone is noticed. Ends with its source, the client or the host.
/// </summary>
internal static class EventStream
{
    public const string MediaType = "text/event-stream";
    public static readonly string LastEventIdHeader = HeaderField.LastEventId.Name;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>False for a header that is no event id; a missing header gives null.</summary>
    public static bool TryReadLastEventId(HttpRequest request, out long? id)
    {
        string? header = request.Headers[LastEventIdHeader];
        bool valid = long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        id = valid ? number : null;
        return valid || string.IsNullOrEmpty(header);
    }

    /// <summary>For who comes back after the end: 204, which tells an EventSource to stop coming.</summary>
    public static IResult Over() => TypedResults.NoContent();

    public static async Task WriteAsync<T>(
        HttpContext http, Func<CancellationToken, IAsyncEnumerable<T>> read, Func<T, ServerEvent> toEvent)
    {
        var lifetime = http.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = "no-cache,no-store";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        try
        {
            await http.Response.StartAsync(ended.Token);
            await http.Response.Body.FlushAsync(ended.Token);
            await PumpAsync(http.Response, read(ended.Token), toEvent, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client left or the host stops: the stream just ends; Last-Event-ID resumes it.
        }
    }

    private static async Task PumpAsync<T>(
        HttpResponse response, IAsyncEnumerable<T> source, Func<T, ServerEvent> toEvent, CancellationToken cancellationToken)
    {
        TimeProvider time = response.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        await using IAsyncEnumerator<T> events = source.GetAsyncEnumerator(cancellationToken);
        Task<bool> next = events.MoveNextAsync().AsTask();

        try
        {
            while (await HasNextAsync(response, next, time, cancellationToken))
            {
                ServerEvent item = toEvent(events.Current);
                await response.WriteAsync(
                    (item.Id is null ? "" : $"id: {item.Id}\n")
                        + $"event: {item.Type}\ndata: {JsonSerializer.Serialize(item.Data, ApiJson.Options)}\n\n",
                    cancellationToken);
                next = events.MoveNextAsync().AsTask();

                if (!next.IsCompleted)
                {
                    await response.Body.FlushAsync(cancellationToken);
                }
            }
        }
        finally
        {
            // An enumerator must not be disposed while it moves.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> HasNextAsync(
        HttpResponse response, Task<bool> next, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await next.WaitAsync(Silence, time, cancellationToken);
            }
            catch (TimeoutException) when (!next.IsFaulted)
            {
                await response.WriteAsync(": still here\n\n", cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }
}
