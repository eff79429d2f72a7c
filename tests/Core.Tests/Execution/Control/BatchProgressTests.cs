using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Core.Tests.Execution.Control;

public sealed class BatchProgressTests
{
    private static readonly DateTimeOffset Begun = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData(600, 30, 90, 30, 180)]
    [InlineData(30, 30, 90, 60, 90)]
    [InlineData(600, 0, 90, 0, null)]
    [InlineData(600, 30, 0, 30, null)]
    public void Of_TakesTheRateOfTheLastMinute(int age, int lately, int left, double perMinute, int? secondsLeft)
    {
        var batch = new BatchRecord
        {
            Id = Guid.CreateVersion7(),
            Workflow = new EntryKey("workflows", "main"),
            WorkflowVersion = 1,
            Status = BatchStatus.Running,
            Total = 200,
            MaxParallel = 10,
            ManifestHash = "",
            CreatedAt = Begun,
            Counts = new BatchCounts(left, 0, 5, 100, 3, 2, 0),
        };

        var progress = BatchProgress.Of(batch, lately, Begun + TimeSpan.FromSeconds(age));

        Assert.Equal((105, left, perMinute), (progress.Done, progress.Left, progress.PerMinute));
        Assert.Equal(secondsLeft is { } seconds ? TimeSpan.FromSeconds(seconds) : null, progress.Remaining);
    }
}
