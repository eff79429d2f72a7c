using System.Runtime.CompilerServices;
using System.Text.Json;

using PromptIntel.Client.Transport;

namespace PromptIntel.Client.Execution;

/// <summary>
/// Runs. A start carries an <c>Idempotency-Key</c> of its own, so that it is sent again after an outage without running twice.
/// Safe for concurrent use.
/// </summary>
public sealed class ExecutionsClient
{
    private const string Root = "/api/executions";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ApiRequests _requests;
    private readonly EventReader _events;

    internal ExecutionsClient(ApiRequests requests, EventReader events)
    {
        _requests = requests;
        _events = events;
    }

    /// <summary>
    /// Runs a workflow and waits as long as the server does, 60 s by default; a run that takes longer, or waits for a person, answers so
    /// and goes on. A run that failed is an answer, not an exception.
    /// </summary>
    /// <exception cref="PromptIntelException">workflow_not_found; invalid_input names the field.</exception>
    public Task<RunAnswer> ExecuteAsync(RunRequest request, CancellationToken cancellationToken = default) =>
        SendAsync("/api/prompts/execute", request, isAsync: false, cancellationToken);

    /// <summary>Starts a workflow and returns at once; <see cref="FollowAsync"/> tells what becomes of it.</summary>
    public Task<RunAnswer> StartAsync(RunRequest request, CancellationToken cancellationToken = default) =>
        SendAsync("/api/prompts/execute", request, isAsync: true, cancellationToken);

    /// <summary>Runs one prompt, as <see cref="ExecuteAsync"/> a workflow.</summary>
    public Task<RunAnswer> ExecutePromptAsync(PromptReference prompt, object? variables, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return SendAsync($"{prompt.Path}/execute", new { variables, prompt.Version, prompt.Label }, isAsync: false, cancellationToken);
    }

    public Task<ExecutionDetail> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        _requests.GetAsync<ExecutionDetail>($"{Root}/{id}", cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="limit">1 to 500.</param>
    public Task<Page<ExecutionEntry>> ListAsync(
        string? workflow = null, string? status = null, DateTimeOffset? since = null, string? cursor = null, int limit = 50,
        CancellationToken cancellationToken = default) =>
        _requests.GetAsync<Page<ExecutionEntry>>(
            ApiRequests.Query(
                Root, ("workflow", workflow), ("status", status), ("since", ApiRequests.Text(since)), ("cursor", cursor),
                ("limit", ApiRequests.Text(limit))),
            cancellationToken);

    /// <summary>
    /// What happens in a run, from its beginning to its end, across broken connections. While it waits for a person it says nothing and
    /// does not end.
    /// </summary>
    /// <exception cref="HttpRequestException">No server answered for five minutes.</exception>
    public IAsyncEnumerable<RunEvent> FollowAsync(Guid id, CancellationToken cancellationToken = default) =>
        ReadEventsAsync(_events, $"{Root}/{id}/events", cancellationToken);

    public Task<ExecutionEntry> CancelAsync(Guid id, CancellationToken cancellationToken = default) =>
        _requests.PostAsync<ExecutionEntry>($"{Root}/{id}/cancel", new { }, cancellationToken);

    /// <summary>Queues a run again that failed, was cancelled or parked; completed stages are kept.</summary>
    public Task<ExecutionEntry> ResumeAsync(Guid id, CancellationToken cancellationToken = default) =>
        _requests.SendAsync<ExecutionEntry>(new HttpRequestMessage(HttpMethod.Post, $"{Root}/{id}/resume"), cancellationToken);

    /// <summary>The bytes of a document that a stage produced; the caller disposes the stream.</summary>
    public async Task<Stream> GetArtifactAsync(Guid id, string name, CancellationToken cancellationToken = default) =>
        await (await _requests.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, $"{Root}/{id}/artifacts/{Uri.EscapeDataString(name)}"), cancellationToken))
            .Content.ReadAsStreamAsync(cancellationToken);

    /// <summary>What waits for a person.</summary>
    public Task<Page<Approval>> ListApprovalsAsync(
        string? workflow = null, Guid? executionId = null, string? cursor = null, int limit = 50,
        CancellationToken cancellationToken = default) =>
        _requests.GetAsync<Page<Approval>>(
            ApiRequests.Query(
                "/api/approvals", ("workflow", workflow), ("execution_id", executionId?.ToString()), ("cursor", cursor),
                ("limit", ApiRequests.Text(limit))),
            cancellationToken);

    /// <summary>Of two answers the first counts; the second is refused with wrong_state.</summary>
    public Task<ExecutionEntry> AnswerAsync(
        Guid id, string stage, ApprovalAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return _requests.PostAsync<ExecutionEntry>(
            $"{Root}/{id}/stages/{Uri.EscapeDataString(stage)}/{(answer.IsApproved ? "approve" : "reject")}",
            new { answer.Comment, answer.ItemKey, answer.Values },
            cancellationToken);
    }

    internal static async IAsyncEnumerable<RunEvent> ReadEventsAsync(
        EventReader events, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (RawEvent item in events.FollowAsync(path, after: null, watch: null, Patience, cancellationToken))
        {
            yield return JsonSerializer.Deserialize<RunEvent>(item.Data, ClientJson.Options)!;
        }
    }

    private Task<RunAnswer> SendAsync(string path, object body, bool isAsync, CancellationToken cancellationToken)
    {
        HttpRequestMessage request = ApiRequests.Post(path, body);
        request.Headers.Add(Repeats.KeyHeader, Guid.CreateVersion7().ToString());

        if (isAsync)
        {
            request.Headers.Add("Prefer", "respond-async");
        }

        return _requests.SendAsync<RunAnswer>(request, cancellationToken);
    }
}
