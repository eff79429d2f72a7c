using System.Net.Http.Headers;

using PromptIntel.Client.Transport;

namespace PromptIntel.Client.Execution;

/// <summary>
/// Many inputs for one workflow, pinned once; an item that fails stops no other unless asked to. Safe for concurrent use.
/// </summary>
public sealed class BatchesClient
{
    private const string Root = "/api/batches";

    private readonly ApiRequests _requests;
    private readonly EventReader _events;

    internal BatchesClient(ApiRequests requests, EventReader events)
    {
        _requests = requests;
        _events = events;
    }

    /// <summary>
    /// Runs them and waits as long as the server does, 60 s by default; what takes longer answers <c>running</c> and goes on.
    /// </summary>
    public Task<BatchAnswer> ExecuteAsync(
        BatchSettings settings, IReadOnlyList<object> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        HttpRequestMessage request = ApiRequests.Post("/api/prompts/batch", new
        {
            settings.Workflow,
            settings.Version,
            settings.Label,
            settings.MaxParallel,
            on_item_error = OnItemError(settings),
            settings.MaxFailures,
            settings.Priority,
            inputs,
        });
        request.Headers.Add(Repeats.KeyHeader, Guid.CreateVersion7().ToString());
        return _requests.SendAsync<BatchAnswer>(request, cancellationToken);
    }

    /// <summary>Starts a batch from a file of inputs, which is sent as it is read.</summary>
    /// <param name="mediaType"><c>application/x-ndjson</c> or <c>text/csv</c>.</param>
    /// <exception cref="PromptIntelException">invalid_input names the lines; nothing runs then.</exception>
    public Task<Batch> UploadAsync(BatchSettings settings, Stream inputs, string mediaType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(inputs);
        var request = new HttpRequestMessage(HttpMethod.Post, ApiRequests.Query(
            Root,
            ("workflow", settings.Workflow), ("version", ApiRequests.Text(settings.Version)), ("label", settings.Label),
            ("max_parallel", ApiRequests.Text(settings.MaxParallel)), ("on_item_error", OnItemError(settings)),
            ("max_failures", ApiRequests.Text(settings.MaxFailures)), ("priority", ApiRequests.Text(settings.Priority))))
        {
            Content = new StreamContent(inputs),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);

        // What cannot be read again cannot be sent again.
        if (inputs.CanSeek)
        {
            request.Headers.Add(Repeats.KeyHeader, Guid.CreateVersion7().ToString());
        }

        return _requests.SendAsync<Batch>(request, cancellationToken);
    }

    public Task<Batch> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        _requests.GetAsync<Batch>($"{Root}/{id}", cancellationToken);

    /// <summary>What happens in a batch until its end, across broken connections; <c>batch.progress</c> every few seconds.</summary>
    /// <exception cref="HttpRequestException">No server answered for five minutes.</exception>
    public IAsyncEnumerable<RunEvent> FollowAsync(Guid id, CancellationToken cancellationToken = default) =>
        ExecutionsClient.ReadEventsAsync(_events, $"{Root}/{id}/events", cancellationToken);

    /// <summary>One line an item, in the order of the inputs, as far as they are; the caller disposes the stream.</summary>
    /// <param name="format"><c>jsonl</c> or <c>csv</c>.</param>
    public async Task<Stream> GetResultsAsync(Guid id, string format = "jsonl", CancellationToken cancellationToken = default) =>
        await (await _requests.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, ApiRequests.Query($"{Root}/{id}/results", ("format", format))), cancellationToken))
            .Content.ReadAsStreamAsync(cancellationToken);

    /// <summary>Cancels what has not ended.</summary>
    public Task<Batch> CancelAsync(Guid id, CancellationToken cancellationToken = default) =>
        _requests.SendAsync<Batch>(new HttpRequestMessage(HttpMethod.Post, $"{Root}/{id}/cancel"), cancellationToken);

    /// <summary>Queues failed, cancelled and parked items again.</summary>
    public Task<Batch> ResumeAsync(Guid id, CancellationToken cancellationToken = default) =>
        _requests.SendAsync<Batch>(new HttpRequestMessage(HttpMethod.Post, $"{Root}/{id}/resume"), cancellationToken);

    private static string OnItemError(BatchSettings settings) => settings.StopOnError ? "stop" : "continue";
}
