using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Engine;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Engine;

public sealed class BudgetLedgerTests
{
    [Fact]
    public void Reserve_UpToTheBudget_AndNoFurther()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(100, null));

        Assert.True(ledger.TryReserve(60, null));
        Assert.False(ledger.TryReserve(41, null));
        Assert.True(ledger.TryReserve(40, null));
        Assert.False(ledger.TryReserve(1, null));
    }

    [Fact]
    public void Settle_GivesBackWhatWasNotUsed()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(100, null));
        Assert.True(ledger.TryReserve(90, null));

        ledger.Settle(new ExecutionUsage(10, 10, null, 1), 90);

        Assert.Null(ledger.Error);
        Assert.False(ledger.TryReserve(81, null));
        Assert.True(ledger.TryReserve(80, null));
    }

    [Fact]
    public void Cost_IsABudgetOfItsOwn()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(null, 1m));

        Assert.False(ledger.TryReserve(1, 1.01m));
        Assert.True(ledger.TryReserve(1, 0.6m));
        ledger.Settle(new ExecutionUsage(1, 1, 0.6m, 1), 1);
        Assert.False(ledger.TryReserve(1, 0.5m));
        // Without a price it counts by its tokens alone.
        Assert.True(ledger.TryReserve(1_000_000, null));
    }

    [Fact]
    public void UseBeyondTheBudget_IsAnError()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(100, null));
        Assert.True(ledger.TryReserve(100, null));

        ledger.Settle(new ExecutionUsage(80, 21, null, 1), 100);

        Assert.Equal("budget_exceeded", ledger.Error!.Code);
    }

    /// <summary>A process that was lost may have paid for what it reserved.</summary>
    [Fact]
    public void UseAndReservations_OfEarlierLeases_Count()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(100, null), new ExecutionUsage(20, 10, null, 1), reserved: 50);

        Assert.False(ledger.TryReserve(21, null));
        Assert.True(ledger.TryReserve(20, null));
    }

    [Fact]
    public void NoBudget_RefusesNothing()
    {
        BudgetLedger ledger = Of(null);

        Assert.True(ledger.TryReserve(long.MaxValue / 2, decimal.MaxValue));
        Assert.Null(ledger.Error);
    }

    [Fact]
    public void Branches_AtTheSameTime_NeverReserveMoreThanThereIs()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(1_000, null));
        int granted = 0;

        Parallel.For(0, 5_000, _ =>
        {
            if (ledger.TryReserve(1, null))
            {
                Interlocked.Increment(ref granted);
            }
        });

        Assert.Equal(1_000, granted);
    }

    private static BudgetLedger Of(ExecutionBudget? budget, ExecutionUsage? usage = null, long reserved = 0) => new(new ExecutionRecord
    {
        Id = Guid.Empty,
        Workflow = new("workflows", "main"),
        WorkflowVersion = 1,
        Status = ExecutionStatus.Running,
        Input = TestManifest.Empty,
        ManifestHash = "",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Budget = budget,
        Usage = usage ?? ExecutionUsage.None,
        ReservedTokens = reserved,
    });
}
