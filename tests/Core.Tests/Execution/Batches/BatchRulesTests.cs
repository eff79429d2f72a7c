using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Core.Tests.Execution.Batches;

public sealed class BatchRulesTests
{
    private static readonly BatchCounts None = new(0, 0, 0, 0, 0, 0, 0);

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void QueuedItem_TakesAPlace_WhileThereIsOne(long running, bool mayRun) =>
        Assert.Equal(mayRun, BatchRules.MayRun(ExecutionStatus.Queued, 3, running));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void ItemThatLostItsOwner_HasItsPlace(long running) =>
        Assert.True(BatchRules.MayRun(ExecutionStatus.Running, 3, running));

    [Theory]
    [InlineData(true, null, 1, 0, true)]
    [InlineData(true, null, 0, 1, true)]
    [InlineData(true, null, 0, 0, false)]
    [InlineData(false, null, 9, 9, false)]
    [InlineData(false, 2, 2, 0, false)]
    [InlineData(false, 2, 2, 1, true)]
    [InlineData(false, 0, 0, 0, false)]
    [InlineData(false, 0, 1, 0, true)]
    public void Failures_StopTheBatch_WhenThereAreMoreThanItBears(bool stopsAtFirst, int? maxFailures, int failed, int parked, bool mustStop)
    {
        BatchRecord batch = Batch() with { StopOnItemError = stopsAtFirst, MaxFailures = maxFailures };

        Assert.Equal(mustStop, BatchRules.MustStop(batch, ExecutionStatus.Failed, None with { Failed = failed, Parked = parked }));
    }

    [Fact]
    public void CancelledItem_StopsNothing_NorIsABatchStoppedTwice()
    {
        BatchRecord batch = Batch() with { StopOnItemError = true };
        BatchCounts counts = None with { Failed = 1, Cancelled = 1 };

        Assert.False(BatchRules.MustStop(batch, ExecutionStatus.Cancelled, counts));
        Assert.All(
            [BatchStatus.Ended, BatchStatus.Stopped, BatchStatus.Cancelled],
            status => Assert.False(BatchRules.MustStop(batch with { Status = status }, ExecutionStatus.Failed, counts)));
    }

    [Theory]
    [InlineData(BatchStatus.Running, BatchStatus.Ended)]
    [InlineData(BatchStatus.Stopped, BatchStatus.Stopped)]
    [InlineData(BatchStatus.Cancelled, BatchStatus.Cancelled)]
    public void LastItem_EndsTheBatch_AsWhatItWas(BatchStatus status, BatchStatus ended)
    {
        BatchRecord batch = Batch() with { Status = status };

        Assert.Equal(ended, BatchRules.EndsAs(batch, None with { Succeeded = 1, Failed = 1, Cancelled = 1, Parked = 1 }));
        Assert.Null(BatchRules.EndsAs(batch, None with { Succeeded = 3, Waiting = 1 }));
        Assert.Null(BatchRules.EndsAs(batch with { CompletedAt = DateTimeOffset.UnixEpoch }, None with { Succeeded = 4 }));
    }

    [Fact]
    public void Counts_AreOfTheirStatus()
    {
        int[] numbers = new int[Enum.GetValues<ExecutionStatus>().Length];

        foreach (ExecutionStatus status in Enum.GetValues<ExecutionStatus>())
        {
            numbers[(int)status] = 10 + status.ToText().Length;
        }

        Assert.Equal(new BatchCounts(Queued: 16, Running: 17, Waiting: 17, Succeeded: 19, Failed: 16, Cancelled: 19, Parked: 16), BatchRules.Counts(numbers));
    }

    private static BatchRecord Batch() => new()
    {
        Id = Guid.CreateVersion7(),
        Workflow = new EntryKey("general", "any"),
        WorkflowVersion = 1,
        Status = BatchStatus.Running,
        Total = 4,
        MaxParallel = 3,
        ManifestHash = "any",
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
