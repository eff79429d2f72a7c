using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Tests.Execution.Engine;

namespace PromptIntel.Core.Tests.Execution.Control;

public sealed class ExecutionsTests
{
    private static readonly EntryKey Main = new("workflows", "main");
    private static readonly JsonElement Input = JsonElement.Parse("""{"text":"hello"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WhenAnEngineRunsHere_EndsWithOutputTimelineAndEvents()
    {
        await using EngineHost host = Host().Start();

        var started = Assert.IsType<StartResult.Started>(await host.Executions.StartAsync(Start(), Token));
        ExecutionRecord ended = await host.WaitForAsync(started.Id, ExecutionStatus.Succeeded);
        ExecutionDetails details = (await host.Executions.GetAsync(started.Id, Token))!;

        Assert.Equal("hello", ended.Output!.Value.GetProperty("text").GetString());
        Assert.Equal(
            [("one", "succeeded", 1), ("two", "succeeded", 1)], details.Stages.Select(stage => (stage.Path, stage.Status, stage.Attempts)));
        Assert.Equal(1, ended.LeaseEpoch);
        List<long> seqs = [];
        await foreach (ExecutionEvent happened in host.Executions.EventsAsync(started.Id, 3, Token))
        {
            seqs.Add(happened.Seq);
        }

        Assert.Equal(Enumerable.Range(4, (int)ended.Seq - 3).Select(seq => (long)seq), seqs);
    }

    [Fact]
    public async Task Wait_WhereItRunsHere_IsToldTheEnd_ThatTheStoreHas()
    {
        await using EngineHost host = Host().Start();
        var started = Assert.IsType<StartResult.Started>(await host.Executions.StartAsync(Start(), Token));

        ExecutionRecord told = (await host.Executions.WaitAsync(started.Id, TimeSpan.FromMinutes(1), Token))!;

        ExecutionRecord stored = (await host.Store.FindAsync(started.Id, Token))!;
        Assert.Equal(ExecutionStatus.Succeeded, told.Status);
        Assert.Equal(JsonSerializer.Serialize(stored), JsonSerializer.Serialize(told));
        Assert.Null(await host.Executions.WaitAsync(Guid.CreateVersion7(), TimeSpan.FromMinutes(1), Token));
    }

    [Fact]
    public async Task Start_WhenNoEngineRunsHere_Queues()
    {
        await using EngineHost host = Host();

        var started = Assert.IsType<StartResult.Started>(await host.Executions.StartAsync(Start(), Token));

        Assert.Equal(ExecutionStatus.Queued, (await host.Executions.WaitAsync(started.Id, TimeSpan.Zero, Token))!.Status);
    }

    [Fact]
    public async Task Start_Refusals_AreValues()
    {
        await using EngineHost host = Host();

        Assert.Equal("workflows/none", Assert.IsType<StartResult.NotFound>(
            await host.Executions.StartAsync(Start() with { Workflow = new EntryKey("workflows", "none") }, Token)).Name);
        Assert.Equal("workflows/main@9", Assert.IsType<StartResult.NotFound>(
            await host.Executions.StartAsync(Start() with { Version = VersionSelector.ForVersion(9) }, Token)).Name);
        var invalid = Assert.IsType<StartResult.InvalidInput>(
            await host.Executions.StartAsync(Start() with { Input = JsonElement.Parse("{}") }, Token));
        Assert.Equal("text", Assert.Single(invalid.Violations).Path);
        Assert.IsType<StartResult.NotAllowed>(
            await host.Executions.StartAsync(Start() with { StageDelay = TimeSpan.FromSeconds(1) }, Token));
        Assert.Empty((await host.Executions.ListAsync(new ExecutionFilter(), null, 10, Token)).Items);
    }

    [Fact]
    public async Task Start_WithTheSameKey_StartsOnce()
    {
        await using EngineHost host = Host().Start();
        StartExecution start = Start() with { IdempotencyKey = new IdempotencyKey("ann POST", "k", "body") };

        var first = Assert.IsType<StartResult.Started>(await host.Executions.StartAsync(start, Token));
        var second = Assert.IsType<StartResult.Started>(await host.Executions.StartAsync(start, Token));

        Assert.Equal((first.Id, false, true), (second.Id, first.IsRepeat, second.IsRepeat));
        await host.WaitForAsync(first.Id, ExecutionStatus.Succeeded);
        Assert.IsType<StartResult.KeyReused>(
            await host.Executions.StartAsync(start with { IdempotencyKey = start.IdempotencyKey with { BodyHash = "other" } }, Token));
    }

    [Fact]
    public async Task Fork_RunsTheStageAndThoseAfterItAnew()
    {
        await using EngineHost host = Host().Start();
        var started = Assert.IsType<StartResult.Started>(await host.Executions.StartAsync(Start(), Token));
        await host.WaitForAsync(started.Id, ExecutionStatus.Succeeded);

        var fork = Assert.IsType<StartResult.Started>(
            await host.Executions.ForkAsync(new ForkExecution { Origin = started.Id, Stage = "two" }, Token));
        ExecutionRecord ended = await host.WaitForAsync(fork.Id, ExecutionStatus.Succeeded);

        Assert.Equal(new ForkOrigin(started.Id, "two"), ended.ForkedFrom);
        Assert.Equal(["two"], (await host.Store.GetAttemptsAsync(fork.Id, Token)).Select(attempt => attempt.Path));
        Assert.Equal("none", Assert.IsType<StartResult.NotFound>(
            await host.Executions.ForkAsync(new ForkExecution { Origin = started.Id, Stage = "none" }, Token)).Name);
    }

    [Fact]
    public async Task Batch_RunsEveryInput_AndTellsHowItGoes()
    {
        await using EngineHost host = Host().Start();
        StartBatch batch = new()
        {
            Workflow = Main,
            Inputs = [.. Enumerable.Range(0, 10).Select(index => JsonElement.Parse($$"""{"text":"{{index}}"}"""))],
            MaxParallel = 3
        };

        var started = Assert.IsType<StartResult.Started>(await host.Batches.StartAsync(batch, Token));
        List<string> events = [];
        await foreach (ExecutionEvent happened in host.Batches.EventsAsync(started.Id, 0, Token))
        {
            events.Add(happened.Type);
        }

        Assert.Equal(10, events.Count(type => type == ExecutionEvents.BatchItemEnded));
        Assert.Equal(ExecutionEvents.BatchEnded, events[^1]);
        ExecutionPage<BatchItem> items = (await host.Batches.ListItemsAsync(started.Id, null, 100, Token))!;
        Assert.Equal(
            Enumerable.Range(0, 10).Select(index => index.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            items.Items.Select(item => item.Output!.Value.GetProperty("text").GetString()));
        Assert.IsType<StartResult.InvalidInput>(
            await host.Batches.StartAsync(batch with { Inputs = [Input, JsonElement.Parse("{}")] }, Token));
        Assert.Null(await host.Batches.ListItemsAsync(Guid.Empty, null, 10, Token));
    }

    private static StartExecution Start() => new() { Workflow = Main, Input = Input };

    private static EngineHost Host()
    {
        var host = new EngineHost((_, _) => Task.FromResult(EngineHost.Done));
        host.Catalog.AddEcho("echo");
        host.Catalog.AddRecipe(
            "main",
            """
            [{"id":"one","uses":"echo","with":{"text":"${input.text}"}},
             {"id":"two","uses":"echo","with":{"text":"${stages.one.output.text}"}}]
            """,
            """{"text":"${stages.two.output.text}"}""",
            """{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}""");
        return host;
    }
}
