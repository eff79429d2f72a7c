using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Stages;

public sealed class TimedStageRunnerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TestClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outcome_InTime_IsGivenOn()
    {
        var inner = new ScriptedRunner(Steps.Done);

        Assert.Same(Steps.Done, await RunAsync(inner, Token));
    }

    /// <summary>It would hold the lease for ever.</summary>
    [Fact]
    public async Task Operation_ThatIgnoresItsCancellation_IsLeftBehindAtTheTimeout()
    {
        CancellationToken given = default;
        var never = new TaskCompletionSource<OperationOutcome>();
        var inner = new ScriptedRunner(token =>
        {
            given = token;
            return never.Task;
        });
        Task<OperationOutcome> running = RunAsync(inner, Token);

        await _clock.WaitForTimerAsync(Limit, Token);
        Assert.False(running.IsCompleted);
        _clock.Advance(Limit);

        var failed = Assert.IsType<OperationOutcome.Failed>(await running);
        Assert.Equal(("timeout", FailureKind.Timeout, "No result within 30 s."), (failed.Code, failed.Kind, failed.Detail));
        Assert.True(given.IsCancellationRequested);
    }

    [Fact]
    public async Task Operation_ThatHeedsItsCancellation_HasTimedOutAsWell()
    {
        Task<OperationOutcome> running = RunAsync(new ScriptedRunner(WaitForCancellationAsync), Token);

        await _clock.WaitForTimerAsync(Limit, Token);
        _clock.Advance(Limit);

        Assert.Equal("timeout", Assert.IsType<OperationOutcome.Failed>(await running).Code);
    }

    [Fact]
    public async Task Stop_OfTheRun_IsNoOutcome()
    {
        using var stopping = new CancellationTokenSource();
        Task<OperationOutcome> running = RunAsync(new ScriptedRunner(WaitForCancellationAsync), stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static async Task<OperationOutcome> WaitForCancellationAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return Steps.Done;
    }

    private Task<OperationOutcome> RunAsync(ScriptedRunner inner, CancellationToken cancellationToken) =>
        new TimedStageRunner(inner).RunAsync(
            Steps.Context(TestManifest.Stage("a") with { Timeout = Limit }, _clock), new RecordingJournal(), cancellationToken);
}
