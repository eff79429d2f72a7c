using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;

namespace PromptIntel.Core.Execution.Control;

/// <summary>
/// Waits for what happens to executions and batches: woken at once by what this process does, and by asking the store now and then
/// for what another did.
/// </summary>
internal sealed class ExecutionWatch(
    IExecutionReader reader, ExecutionSignals signals, IOptions<ExecutionOptions> options, TimeProvider time)
{
    private const int PageSize = 200;

    private readonly TimeSpan _poll = options.Value.PollInterval;

    public ExecutionSignals Signals => signals;

    public TimeProvider Time => time;

    public ExecutionIds Ids { get; } = new(time);

    /// <summary>
    /// What <paramref name="read"/> gives as soon as <paramref name="isEnough"/>, or when time is up; null when there is nothing to read.
    /// Where this process commits what is enough, it is not read but told.
    /// </summary>
    /// <param name="isRunningHere">Whether its end is still to be told here: then it is not read before.</param>
    public async Task<T?> WaitAsync<T>(
        Guid id, Func<bool> isRunningHere, Func<CancellationToken, Task<T?>> read, Func<T, bool> isEnough, TimeSpan timeout,
        CancellationToken cancellationToken)
        where T : class
    {
        using ExecutionSignals.Listener listener = signals.Listen(id, SignalScope.Ends);
        long start = time.GetTimestamp();
        bool isUnread = timeout > TimeSpan.Zero && isRunningHere();
        T? current = isUnread ? null : await read(cancellationToken);
        using Activity? waiting = timeout > TimeSpan.Zero && (isUnread || (current is not null && !isEnough(current)))
            ? ExecutionTelemetry.StartWait()
            : null;

        while (true)
        {
            TimeSpan left = timeout - time.GetElapsedTime(start);

            if (!isUnread && (current is null || isEnough(current) || left <= TimeSpan.Zero))
            {
                return current;
            }

            await listener.WaitAsync(left > _poll ? _poll : left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
            isUnread = false;
            current = listener.Ended is T told && isEnough(told) ? told : await ExecutionTelemetry.PollAsync(read, cancellationToken);
        }
    }

    /// <param name="end">Whether it has ended and its last number; null when there is no such thing.</param>
    public async IAsyncEnumerable<ExecutionEvent> EventsAsync(
        Guid id, long after, Func<CancellationToken, Task<(bool HasEnded, long Seq)?>> end,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Listening begins before reading, so that nothing falls between.
        using ExecutionSignals.Listener listener = signals.Listen(id, SignalScope.Transients);

        while (true)
        {
            // Followed for as long as the caller likes: a span for every look would bury the rest of its trace.
            (bool HasEnded, long Seq)? state = await ExecutionTelemetry.PollAsync(end, cancellationToken);
            ImmutableArray<ExecutionEvent> events = await ExecutionTelemetry.PollAsync(
                token => reader.GetEventsAsync(id, after, PageSize, token), cancellationToken);

            foreach (ExecutionEvent happened in events)
            {
                yield return happened;
                after = happened.Seq;
            }

            if (events.Length == PageSize)
            {
                continue;
            }

            if (state is null || (state.Value.HasEnded && after >= state.Value.Seq))
            {
                yield break;
            }

            foreach (ExecutionEvent transient in await listener.WaitAsync(_poll, time, cancellationToken))
            {
                yield return transient;
            }
        }
    }
}
