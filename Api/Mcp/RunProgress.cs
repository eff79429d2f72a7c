using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Api.Mcp;

/// <summary>
/// Follows a run and tells the client, where it asked for that, which stage began or ended and how many have. Items of a <c>for_each</c>
/// are told and not counted. Goes on where it left off when it is asked again. For one caller.
/// </summary>
internal sealed class RunProgress(Executions executions, Guid id, McpServer client, ProgressToken? token)
{
    private long _seen;
    private int _ended;
    private HashSet<string>? _stages;

    /// <summary>Until it has ended, waits for a person, or <paramref name="patience"/> is over.</summary>
    public async Task FollowAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);

        try
        {
            await foreach (ExecutionEvent happened in executions.EventsAsync(id, _seen, either.Token))
            {
                _seen = Math.Max(_seen, happened.Seq);

                if (token is { } asked && happened is { Stage: { } stage, Type: not ExecutionEvents.StageDelta })
                {
                    await TellAsync(asked, happened.Type, stage, cancellationToken);
                }

                if (happened.Type == ExecutionEvents.Waiting)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // It goes on; the answer says so.
        }
    }

    private async Task TellAsync(ProgressToken asked, string type, string stage, CancellationToken cancellationToken)
    {
        _stages ??= [.. (await executions.GetAsync(id, cancellationToken))?.Stages.Select(one => one.Path) ?? []];
        bool isEnd = type is ExecutionEvents.StageSucceeded or ExecutionEvents.StageSkipped or ExecutionEvents.StageFailed
            or ExecutionEvents.StageApproved or ExecutionEvents.StageRejected;
        _ended += isEnd && _stages.Contains(stage) ? 1 : 0;
        await client.NotifyProgressAsync(
            asked,
            new ProgressNotificationValue { Progress = _ended, Total = _stages.Count, Message = $"{type} {stage}" },
            cancellationToken: cancellationToken);
    }
}
