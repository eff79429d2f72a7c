using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Tests.Execution.Engine;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Operations;

namespace PromptIntel.Core.Tests.Execution.Control;

public sealed class ForkTests
{
    private const string TextInput = """{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}""";
    private const string Typed = """{"type":"object","properties":{"text":{"type":"string"}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fork_AsItWas_TakesTheOldVersions_WhateverTheCatalogHasNow()
    {
        await using EngineHost host = Host().Start();
        ExecutionRecord origin = await RunAsync(host);
        host.Catalog.AddEcho("last");
        AddMain(host, "changed");

        ExecutionRecord fork = await ForkAsync(host, new ForkExecution { Origin = origin.Id, Stage = "two" });

        Assert.Equal(origin.ManifestHash, fork.ManifestHash);
        Assert.Equal("hello", Text(fork));
    }

    [Fact]
    public async Task Fork_WithOneVersion_TakesThatOneAlone()
    {
        await using EngineHost host = Host().Start();
        ExecutionRecord origin = await RunAsync(host);
        host.Catalog.AddEcho("echo");
        host.Catalog.AddEcho("last");
        AddMain(host, "changed");

        ExecutionRecord fork = await ForkAsync(host, Fork(origin, "components/last@2"));

        Assert.Equal(
            ["components/echo@1", "components/last@2", "workflows/main@1"],
            (await host.Store.FindManifestAsync(fork.ManifestHash, Token))!.Entries.Select(entry => $"{entry.Key}@{entry.Number}"));
        Assert.Equal(["two"], await CalledAsync(host, fork));
    }

    [Fact]
    public async Task Fork_Repinned_TakesTodaysVersions_AndPaysNotAgainForWhatCameBefore()
    {
        await using EngineHost host = Host().Start();
        ExecutionRecord origin = await RunAsync(host);
        host.Catalog.AddEcho("echo");
        AddMain(host, "changed");

        ExecutionRecord fork = await ForkAsync(
            host, new ForkExecution { Origin = origin.Id, Stage = "two", Pins = new ForkPins(Repins: true, [], null) });

        Assert.Equal(2, fork.WorkflowVersion);
        Assert.Equal("changed", Text(fork));
        Assert.Equal(["two"], await CalledAsync(host, fork));
    }

    [Fact]
    public async Task Fork_WhenAnEarlierStageBecameAnotherOne_RunsItAnewToo()
    {
        await using EngineHost host = Host().Start();
        ExecutionRecord origin = await RunAsync(host);
        host.Catalog.AddEcho("echo", output: Typed);

        ExecutionRecord fork = await ForkAsync(
            host, new ForkExecution { Origin = origin.Id, Stage = "two", Pins = new ForkPins(Repins: true, [], null) });

        Assert.Equal(["one", "two"], await CalledAsync(host, fork));
    }

    [Fact]
    public async Task Fork_WithAnotherInput_RunsWithIt()
    {
        await using EngineHost host = Host().Start();
        ExecutionRecord origin = await RunAsync(host);

        ExecutionRecord fork = await ForkAsync(
            host, new ForkExecution { Origin = origin.Id, Stage = "one", Input = JsonElement.Parse("""{"text":"other"}""") });

        Assert.Equal("other", Text(fork));
    }

    /// <summary>Every prompt that runs anew is put to it; what came before is neither asked nor paid for again.</summary>
    [Fact]
    public async Task Fork_WithAnotherModel_AsksThatOne_AndTheComparisonNamesBoth()
    {
        var model = new ScriptedModel("""{"text":"first"}""", """{"text":"second"}""", """{"text":"other"}""");
        await using EngineHost host = new EngineHost(
            (_, _) => Task.FromResult(EngineHost.Done), model, operations: new PromptOperation()).Start();
        host.Catalog.Add(
            EntryKind.Prompt,
            "workflows/ask",
            $$$$"""
            {"format_version":1,"type":"text","messages":[{"role":"user","content":"{{text}}"}],
             "variables":{{{{TextInput}}}},"output_schema":{{{{TextInput}}}}}
            """);
        host.Catalog.Add(EntryKind.Operation, "components/ask", """{"type":"prompt","with":{"prompt":"workflows/ask"}}""");
        host.Catalog.AddRecipe(
            "main",
            """
            [{"id":"one","uses":"ask","with":{"text":"${input.text}"}},
             {"id":"two","uses":"ask","with":{"text":"${stages.one.output.text}"}}]
            """,
            """{"text":"${stages.two.output.text}"}""",
            TextInput);
        ExecutionRecord origin = await RunAsync(host);

        ExecutionRecord fork = await ForkAsync(
            host,
            new ForkExecution { Origin = origin.Id, Stage = "two", Pins = ForkPins.AsBefore with { Model = "stub/other" } });
        ExecutionComparison comparison = (await host.Comparer.CompareAsync(origin.Id, fork.Id, Token))!;

        Assert.Equal(("second", "other"), (Text(origin), Text(fork)));
        Assert.Equal(["extractor", "extractor", "other"], model.Options.Select(options => options.ModelId));
        Assert.Equal(
            [("two", "stub/other")],
            (await host.Store.GetAttemptsAsync(fork.Id, Token)).Select(attempt => (attempt.Path, attempt.Model)));
        Assert.Equal([new PinDifference("default", "offline/extractor", "stub/other")], comparison.Models);
        StageComparison two = comparison.Stages.Single(stage => stage.Path == "two");
        Assert.Equal("offline/extractor", Assert.Single(two.Left!.Models));
        Assert.Equal("stub/other", Assert.Single(two.Right!.Models));
    }

    [Fact]
    public async Task Fork_Refusals_AreValues()
    {
        await using EngineHost host = Host().Start();
        ExecutionRecord origin = await RunAsync(host);
        host.Catalog.AddEcho("unrelated");

        Assert.Equal("unknown_version", await RefusalAsync(host, Fork(origin, "components/last@9")));
        Assert.Equal("unused_version", await RefusalAsync(host, Fork(origin, "components/unrelated@1")));
        Assert.Equal(
            "unknown_model", await RefusalAsync(host, Fork(origin, "last@1") with { Pins = ForkPins.AsBefore with { Model = "none" } }));
        Assert.IsType<StartResult.InvalidInput>(await host.Executions.ForkAsync(
            new ForkExecution { Origin = origin.Id, Stage = "two", Input = JsonElement.Parse("{}") }, Token));
        Assert.IsType<StartResult.NotFound>(await host.Executions.ForkAsync(
            new ForkExecution { Origin = Guid.Empty, Stage = "two" }, Token));
    }

    [Fact]
    public async Task Fork_WithTheSameKey_StartsOnce()
    {
        await using EngineHost host = Host().Start();
        ExecutionRecord origin = await RunAsync(host);
        var fork = new ForkExecution { Origin = origin.Id, Stage = "two", IdempotencyKey = new IdempotencyKey("ann fork", "k", "body") };

        var first = Assert.IsType<StartResult.Started>(await host.Executions.ForkAsync(fork, Token));
        var second = Assert.IsType<StartResult.Started>(await host.Executions.ForkAsync(fork, Token));

        Assert.Equal((first.Id, true), (second.Id, second.IsRepeat));
    }

    [Fact]
    public async Task Compare_TellsWhatWasReused_WhatWasPinned_AndWhereOutputsDiffer()
    {
        await using EngineHost host = Host().Start();
        ExecutionRecord origin = await RunAsync(host);
        host.Catalog.AddEcho("echo");
        AddMain(host, "changed");
        ExecutionRecord fork = await ForkAsync(
            host, new ForkExecution { Origin = origin.Id, Stage = "two", Pins = new ForkPins(Repins: true, [], null) });

        ExecutionComparison comparison = (await host.Comparer.CompareAsync(origin.Id, fork.Id, Token))!;

        Assert.Equal(
            [new PinDifference("components/echo", "1", "2"), new PinDifference("workflows/main", "1", "2")], comparison.Entries);
        Assert.True(comparison.Input.AreEqual);
        Assert.Equal(["/text"], comparison.Output.Paths);
        StageComparison one = comparison.Stages.Single(stage => stage.Path == "one");
        Assert.True(one.Output.AreEqual);
        Assert.Equal(origin.Id, one.Right!.ReusedFrom);
        Assert.Equal(["components/echo@1"], one.Right.Versions);
        StageComparison two = comparison.Stages.Single(stage => stage.Path == "two");
        Assert.Equal(["/text"], two.Output.Paths);
        Assert.Null(two.Right!.ReusedFrom);
        Assert.Null(await host.Comparer.CompareAsync(origin.Id, Guid.Empty, Token));
    }

    private static ForkExecution Fork(ExecutionRecord origin, string version) => new()
    {
        Origin = origin.Id,
        Stage = "two",
        Pins = ForkPins.AsBefore with { Versions = [ComponentReference.TryParse(version)!] },
    };

    private static string? Text(ExecutionRecord execution) => execution.Output!.Value.GetProperty("text").GetString();

    private static async Task<IEnumerable<string>> CalledAsync(EngineHost host, ExecutionRecord execution) =>
        (await host.Store.GetAttemptsAsync(execution.Id, Token)).Select(attempt => attempt.Path);

    private static async Task<string> RefusalAsync(EngineHost host, ForkExecution fork) =>
        Assert.Single(Assert.IsType<StartResult.Refused>(await host.Executions.ForkAsync(fork, Token)).Errors).Code;

    private static async Task<ExecutionRecord> ForkAsync(EngineHost host, ForkExecution fork) => await host.WaitForAsync(
        Assert.IsType<StartResult.Started>(await host.Executions.ForkAsync(fork, Token)).Id, ExecutionStatus.Succeeded);

    private static async Task<ExecutionRecord> RunAsync(EngineHost host)
    {
        var start = new StartExecution { Workflow = new EntryKey("workflows", "main"), Input = JsonElement.Parse("""{"text":"hello"}""") };
        var started = Assert.IsType<StartResult.Started>(await host.Executions.StartAsync(start, Token));
        return await host.WaitForAsync(started.Id, ExecutionStatus.Succeeded);
    }

    private static EngineHost Host()
    {
        var host = new EngineHost((_, _) => Task.FromResult(EngineHost.Done));
        host.Catalog.AddEcho("echo");
        host.Catalog.AddEcho("last");
        AddMain(host, "${stages.one.output.text}");
        return host;
    }

    /// <param name="second">What the second stage gives.</param>
    private static void AddMain(EngineHost host, string second) => host.Catalog.AddRecipe(
        "main",
        $$$"""[{"id":"one","uses":"echo","with":{"text":"${input.text}"}},{"id":"two","uses":"last","with":{"text":"{{{second}}}"}}]""",
        """{"text":"${stages.two.output.text}"}""",
        TextInput);
}
