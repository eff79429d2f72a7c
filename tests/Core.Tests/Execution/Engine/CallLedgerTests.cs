using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Engine;

namespace PromptIntel.Core.Tests.Execution.Engine;

public sealed class CallLedgerTests
{
    [Fact]
    public void Calls_AreNumberedWithinTheirAttempt()
    {
        var ledger = new CallLedger();

        Assert.Equal([1, 2], [ledger.NextCall(), ledger.NextCall()]);
        ledger.BeginAttempt();
        Assert.Equal(1, ledger.NextCall());
    }

    [Fact]
    public void Take_GivesWhatEndedOnce_WithItsSums()
    {
        var ledger = new CallLedger();
        ledger.End(Call(1, 10), new Reservation(100, 0.1m));
        ledger.End(Call(2, 20), new Reservation(200, 0.2m));

        (var ended, ExecutionUsage usage, Reservation reserved) = ledger.Take();
        (var rest, ExecutionUsage no, Reservation nothing) = ledger.Take();

        Assert.Equal([1, 2], ended.Select(call => call.Call));
        Assert.Equal((30L, new Reservation(300, 0.3m)), (usage.TotalTokens, reserved));
        Assert.Empty(rest);
        Assert.Equal((ExecutionUsage.None, Reservation.None), (no, nothing));
    }

    private static StageAttempt Call(int number, long tokens) => new("a", "", 1, number) { Usage = new ExecutionUsage(tokens, 0, null, 1) };
}
