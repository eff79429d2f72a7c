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

        Assert.True(ledger.TryReserve(new Reservation(60, 0)));
        Assert.False(ledger.TryReserve(new Reservation(41, 0)));
        Assert.True(ledger.TryReserve(new Reservation(40, 0)));
        Assert.False(ledger.TryReserve(new Reservation(1, 0)));
    }

    [Fact]
    public void Settle_GivesBackWhatWasNotUsed()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(100, null));
        Assert.True(ledger.TryReserve(new Reservation(90, 0)));

        ledger.Settle(new ExecutionUsage(10, 10, null, 1), new Reservation(90, 0));

        Assert.Null(ledger.Error);
        Assert.False(ledger.TryReserve(new Reservation(81, 0)));
        Assert.True(ledger.TryReserve(new Reservation(80, 0)));
    }

    [Fact]
    public void Cost_IsABudgetOfItsOwn()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(null, 1m));

        Assert.False(ledger.TryReserve(new Reservation(1, 1.01m)));
        Assert.True(ledger.TryReserve(new Reservation(1, 0.6m)));
        ledger.Settle(new ExecutionUsage(1, 1, 0.6m, 1), new Reservation(1, 0.6m));
        Assert.False(ledger.TryReserve(new Reservation(1, 0.5m)));
        // Without a price it counts by its tokens alone.
        Assert.True(ledger.TryReserve(new Reservation(1_000_000, 0)));
    }

    [Fact]
    public void Cost_IsReservedAcrossBranches_AndGivenBack()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(null, 1m), reservedCost: 0.3m);

        Assert.True(ledger.TryReserve(new Reservation(1, 0.4m)));
        // The first call is not settled: only 0.3 is left.
        Assert.False(ledger.TryReserve(new Reservation(1, 0.4m)));
        ledger.Settle(new ExecutionUsage(1, 1, 0.1m, 1), new Reservation(1, 0.4m));
        Assert.True(ledger.TryReserve(new Reservation(1, 0.6m)));
        Assert.False(ledger.TryReserve(new Reservation(1, 0.01m)));
    }

    [Fact]
    public void UseBeyondTheBudget_IsAnError()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(100, null));
        Assert.True(ledger.TryReserve(new Reservation(100, 0)));

        ledger.Settle(new ExecutionUsage(80, 21, null, 1), new Reservation(100, 0));

        Assert.Equal("budget_exceeded", ledger.Error!.Code);
    }

    /// <summary>A process that was lost may have paid for what it reserved.</summary>
    [Fact]
    public void UseAndReservations_OfEarlierLeases_Count()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(100, null), new ExecutionUsage(20, 10, null, 1), reserved: 50);

        Assert.False(ledger.TryReserve(new Reservation(21, 0)));
        Assert.True(ledger.TryReserve(new Reservation(20, 0)));
    }

    [Fact]
    public void NoBudget_RefusesNothing()
    {
        BudgetLedger ledger = Of(null);

        Assert.True(ledger.TryReserve(new Reservation(long.MaxValue / 2, decimal.MaxValue)));
        Assert.Null(ledger.Error);
    }

    [Fact]
    public void Branches_AtTheSameTime_NeverReserveMoreThanThereIs()
    {
        BudgetLedger ledger = Of(new ExecutionBudget(1_000, null));
        int granted = 0;

        Parallel.For(0, 5_000, _ =>
        {
            if (ledger.TryReserve(new Reservation(1, 0)))
            {
                Interlocked.Increment(ref granted);
            }
        });

        Assert.Equal(1_000, granted);
    }

    private static BudgetLedger Of(
        ExecutionBudget? budget, ExecutionUsage? usage = null, long reserved = 0, decimal reservedCost = 0) =>
        new(new ExecutionRecord
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
            Reserved = new Reservation(reserved, reservedCost),
        });
}
