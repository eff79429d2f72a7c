using System.Collections.Immutable;

using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Journal;

/// <summary>
/// All that a running stage may do to its execution: record its model calls and its retries, and show its answer while it is written.
/// Everything that writes checks first that the lease still holds. Calls may be made concurrently, retries not.
/// </summary>
internal interface IStageJournal
{
    /// <summary>Number of the attempt that runs now, over all leases; 1 for the first.</summary>
    int Attempt { get; }

    /// <summary>Before a model is asked: reserves the tokens and cost in the budget and records the call.</summary>
    /// <param name="model"><c>provider/model</c>.</param>
    /// <param name="prompt"><c>namespace/name@version</c>.</param>
    /// <param name="estimate">Of what the call uses.</param>
    /// <returns>The call, to be ended; null when the budget leaves no room for it.</returns>
    /// <exception cref="LeaseLostException">The lease is lost, or may be: the model must not be asked.</exception>
    ValueTask<StageAttempt?> BeginCallAsync(string model, string prompt, Reservation estimate);

    /// <summary>The call is over; it is committed with the stage's result or its next retry.</summary>
    /// <param name="reserved">As it was estimated.</param>
    /// <param name="errorCode">Null when it was answered.</param>
    void EndCall(StageAttempt call, Reservation reserved, ExecutionUsage usage, string? errorCode);

    /// <summary>Commits that the attempt failed and that another, now <see cref="Attempt"/>, follows after the delay.</summary>
    /// <exception cref="LeaseLostException">The lease is lost, or may be: there is no other attempt here.</exception>
    Task RecordRetryAsync(OperationOutcome.Failed failure, TimeSpan delay);

    /// <summary>The pause before the recorded retry is over.</summary>
    void BeginAttempt();

    /// <summary>The committed turns of a conversation of this stage, in order; empty for one that begins now.</summary>
    /// <exception cref="LeaseLostException">The lease is lost, or may be.</exception>
    ValueTask<ImmutableArray<StageTurn>> RecallAsync(string conversation);

    /// <summary>Before tools are called: records the calls, and with them commits the turn of the model that asks for them.</summary>
    /// <param name="tools"><c>namespace/name@version</c> of each.</param>
    /// <param name="turn">Null when it was recalled.</param>
    /// <returns>The calls, to be ended; null when the budget is spent.</returns>
    /// <exception cref="LeaseLostException">The lease is lost, or may be: nothing must be called.</exception>
    Task<ImmutableArray<StageAttempt>?> BeginToolsAsync(ImmutableArray<string> tools, StageTurn? turn);

    /// <summary>
    /// Commits what a tool gave, before a model is told. One that failed without a result is ended by <see cref="EndCall"/>.
    /// </summary>
    /// <param name="errorCode">Why it was not run; null when it was.</param>
    /// <param name="given">What it leaves behind; null when it was not run.</param>
    /// <exception cref="LeaseLostException">The lease is lost, or may be: nothing was committed.</exception>
    Task EndToolAsync(StageAttempt call, StageTurn turn, string? errorCode, OperationOutcome.Completed? given);

    /// <summary>Whether anybody would see what <see cref="PublishDelta"/> shows.</summary>
    ValueTask<bool> IsWatchedAsync(CancellationToken cancellationToken);

    /// <summary>Shows the next part of an answer to whoever watches; it is kept nowhere.</summary>
    /// <param name="call">Whose answer it is: what another call showed before is no part of it.</param>
    void PublishDelta(StageAttempt call, string text);
}
