using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Stages;

public sealed class CachingStageRunnerTests
{
    private const int Capacity = 1_000;

    private static readonly PlannedStage Cached = TestManifest.Stage("a") with { IsCached = true };

    private readonly ScriptedRunner _inner = new(_ => Task.FromResult<OperationOutcome>(Steps.Done));
    private readonly CachingStageRunner _cache;

    public CachingStageRunnerTests() => _cache = new CachingStageRunner(_inner);

    [Fact]
    public async Task EqualStage_IsAnsweredWithoutRunning()
    {
        OperationOutcome first = await RunAsync(TestManifest.Of(Cached), """{"n":1}""");
        OperationOutcome again = await RunAsync(TestManifest.Of(Cached), """{"n":1}""");

        Assert.Same(first, again);
        Assert.Equal(1, _inner.Runs);
    }

    [Fact]
    public async Task AnotherInputManifestOrPath_IsRun()
    {
        Manifest manifest = TestManifest.Of(Cached);

        await RunAsync(manifest, """{"n":1}""");
        await RunAsync(manifest, """{"n":2}""");
        await RunAsync(manifest with { Hash = "pinned anew" }, """{"n":1}""");
        await RunAsync(manifest with { Stages = [Cached with { Path = "b" }] }, """{"n":1}""");

        Assert.Equal(4, _inner.Runs);
    }

    [Fact]
    public async Task StageThatDidNotAskForIt_IsRunEveryTime()
    {
        await RunAsync(TestManifest.Of(TestManifest.Stage("a")));
        await RunAsync(TestManifest.Of(TestManifest.Stage("a")));

        Assert.Equal(2, _inner.Runs);
    }

    [Fact]
    public async Task Failure_IsNotKept()
    {
        var inner = new ScriptedRunner(new OperationOutcome.Failed("no", "not now"), Steps.Done);
        var cache = new CachingStageRunner(inner);

        await RunAsync(cache, TestManifest.Of(Cached));
        OperationOutcome second = await RunAsync(cache, TestManifest.Of(Cached));

        Assert.Same(Steps.Done, second);
    }

    [Fact]
    public async Task Oldest_GoesWhenTheCacheIsFull()
    {
        for (int number = 0; number <= Capacity; number++)
        {
            await RunAsync(TestManifest.Of(Cached), $"{number}");
        }

        await RunAsync(TestManifest.Of(Cached), $"{Capacity}");
        Assert.Equal(Capacity + 1, _inner.Runs);

        await RunAsync(TestManifest.Of(Cached), "0");
        Assert.Equal(Capacity + 2, _inner.Runs);
    }

    private Task<OperationOutcome> RunAsync(Manifest manifest, string input = "{}") => RunAsync(_cache, manifest, input);

    private static Task<OperationOutcome> RunAsync(CachingStageRunner cache, Manifest manifest, string input = "{}") =>
        cache.RunAsync(Steps.Context(manifest, new TestClock(), input), new RecordingJournal(), TestContext.Current.CancellationToken);
}
