using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Stages;

public sealed class RetryingStageRunnerTests
{
    private static readonly OperationOutcome.Failed Away = new("unavailable", "away", FailureKind.Transport);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestClock _clock = new();
    private readonly RecordingJournal _journal = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failure_ThatThePolicyNames_IsTriedAgainUntilItSucceeds()
    {
        var inner = new ScriptedRunner(Away, Away, Steps.Done);

        OperationOutcome outcome = await RunAsync(inner, new RetryPolicy(5, TimeSpan.Zero, TimeSpan.Zero, [FailureKind.Transport]));

        Assert.Same(Steps.Done, outcome);
        Assert.Equal((3, 2, 3), (inner.Runs, _journal.BegunAttempts, _journal.Attempt));
        Assert.Equal(["unavailable", "unavailable"], _journal.Retries.Select(retry => retry.Code));
    }

    [Fact]
    public async Task Attempts_OfThePolicy_AreNotExceeded()
    {
        var inner = new ScriptedRunner(Away, Away, Away);

        OperationOutcome outcome = await RunAsync(inner, new RetryPolicy(2, TimeSpan.Zero, TimeSpan.Zero, [FailureKind.Transport]));

        Assert.Same(Away, outcome);
        Assert.Equal((2, 1), (inner.Runs, _journal.Retries.Count));
    }

    [Theory]
    [InlineData(FailureKind.Permanent)]
    [InlineData(FailureKind.Timeout)]
    public async Task Failure_ThatThePolicyDoesNotName_IsTheOutcome(FailureKind kind)
    {
        var inner = new ScriptedRunner(new OperationOutcome.Failed("no", "never", kind));

        await RunAsync(inner, new RetryPolicy(5, TimeSpan.Zero, TimeSpan.Zero, [FailureKind.Transport]));

        Assert.Equal((1, 0), (inner.Runs, _journal.Retries.Count));
    }

    [Fact]
    public async Task Pause_DoublesUpToItsMaximum_AndIsAtLeastHalfOfIt()
    {
        var inner = new ScriptedRunner(Away, Away, Away, Away, Steps.Done);
        var policy = new RetryPolicy(9, Second, 4 * Second, [FailureKind.Transport]);
        Task<OperationOutcome> running = RunAsync(inner, policy);

        for (int retry = 1; retry <= 4; retry++)
        {
            await Patience.WaitAsync(() => _journal.Retries.Count == retry, "the failure is recorded");
            TimeSpan pause = _journal.Retries[retry - 1].Delay;
            await WaitForPauseAsync(pause);
            Assert.Equal((retry, retry - 1), (inner.Runs, _journal.BegunAttempts));
            _clock.Advance(pause);
        }

        Assert.Same(Steps.Done, await running);
        Assert.All(
            _journal.Retries.Zip([Second, 2 * Second, 4 * Second, 4 * Second]),
            pair => Assert.InRange(pair.First.Delay, pair.Second / 2, pair.Second));
    }

    [Fact]
    public async Task Pause_IsNeverShorterThanTheEndpointAsked()
    {
        var inner = new ScriptedRunner(Away with { RetryAfter = TimeSpan.FromMinutes(3) }, Away, Steps.Done);
        Task<OperationOutcome> running = RunAsync(inner, new RetryPolicy(9, Second, Second, [FailureKind.Transport]));

        await _clock.WaitForTimerAsync(TimeSpan.FromMinutes(3), Token);
        _clock.Advance(TimeSpan.FromMinutes(3));
        await Patience.WaitAsync(() => _journal.Retries.Count == 2, "the second failure is recorded");
        await WaitForPauseAsync(_journal.Retries[1].Delay);
        _clock.Advance(Second);

        Assert.Same(Steps.Done, await running);
        Assert.Equal(TimeSpan.FromMinutes(3), _journal.Retries[0].Delay);
        // What one failure asked for does not hold for the next.
        Assert.InRange(_journal.Retries[1].Delay, Second / 2, Second);
    }

    [Fact]
    public async Task Pause_ThatIsLongerThanTheStageMayTake_IsNotWaitedFor()
    {
        OperationOutcome.Failed tomorrow = Away with { RetryAfter = TestManifest.Stage("a").Timeout + Second };
        var inner = new ScriptedRunner(tomorrow, Steps.Done);

        OperationOutcome outcome = await RunAsync(inner, new RetryPolicy(9, Second, Second, [FailureKind.Transport]));

        Assert.Same(tomorrow, outcome);
        Assert.Equal((1, 0), (inner.Runs, _journal.Retries.Count));
    }

    [Fact]
    public async Task LostLease_EndsTheTrying()
    {
        _journal.IsLost = true;
        var inner = new ScriptedRunner(Away, Steps.Done);

        await Assert.ThrowsAsync<LeaseLostException>(
            () => RunAsync(inner, new RetryPolicy(5, TimeSpan.Zero, TimeSpan.Zero, [FailureKind.Transport])));

        Assert.Equal((1, 0), (inner.Runs, _journal.BegunAttempts));
    }

    /// <summary>A delay is set in whole milliseconds.</summary>
    private Task WaitForPauseAsync(TimeSpan pause) =>
        _clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(Math.Floor(pause.TotalMilliseconds)), Token);

    private Task<OperationOutcome> RunAsync(ScriptedRunner inner, RetryPolicy policy) =>
        new RetryingStageRunner(inner, new Random(7)).RunAsync(
            Steps.Context(TestManifest.Stage("a") with { Retry = policy }, _clock), _journal, Token);
}
