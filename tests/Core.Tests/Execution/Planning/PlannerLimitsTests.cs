using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Planning;

/// <summary>What wires may make of values: nothing too deep and nothing too large, and the rest of the execution is planned on.</summary>
public sealed class PlannerLimitsTests
{
    private const int MostBytes = 20_000;

    private static readonly PlannerLimits Limits = new(MostBytes, 5 * MostBytes);

    [Theory]
    [InlineData("""{"x":{"y":"${input.deep}"}}""", "value_too_deep")]
    [InlineData("""{"x":["${input.deep}"]}""", "value_too_deep")]
    [InlineData("""{"a":"${input.text}","b":{"c":[{"d":"${input.deep}"}]}}""", "value_too_deep")]
    [InlineData("""{"x":"${input.large}${input.large}"}""", "value_too_large")]
    [InlineData("""{"x":"${input.large} ${input.text} ${input.large}"}""", "value_too_large")]
    [InlineData("""{"x":"${input.large}","y":"${input.large}"}""", "value_too_large")]
    [InlineData("""{"x":["${input.large}",{"y":"${input.large}"}]}""", "value_too_large")]
    [InlineData("""{"x":"${input}${input}"}""", "value_too_large")]
    [InlineData("""{"x":"${input.rows}","y":"${input.rows}"}""", "value_too_large")]
    [InlineData("""{"x":"${input.rows} ${input.rows}"}""", "value_too_large")]
    [InlineData("""{"x":"${input.controls}${input.controls}${input.controls}${input.controls}"}""", "value_too_large")]
    public async Task Input_ThatIsTooMuch_FailsItsStageByName(string with, string code)
    {
        Manifest manifest = await Manifests.OfAsync(
            $$"""[{"id":"a","uses":"echo","with":{{with}}},{"id":"b","uses":"echo","needs":["a"]}]""");

        PlannerDecision decision = Planner.Next(manifest, Input(), [], [], Limits);

        StageResult failed = Assert.Single(decision.Ended);
        Assert.Equal(("a", StageStatus.Failed, code), (failed.Path, failed.Status, failed.Error!.Code));
        Assert.Equal((code, "a"), (Assert.IsType<PlannerState.Failed>(decision.State).Error.Code, failed.Error.Stage));
        Assert.Empty(decision.Ready);
    }

    [Theory]
    [InlineData("""{"r":["${input.deep}"]}""", "value_too_deep")]
    [InlineData("""{"r":"${input.large}${input.large}"}""", "value_too_large")]
    [InlineData("""{"r":["${input.large}","${input.large}"]}""", "value_too_large")]
    public async Task Output_ThatIsTooMuch_FailsTheExecutionByName(string output, string code)
    {
        Manifest manifest = await Manifests.OfAsync("""[{"id":"a","uses":"echo"}]""", output);

        PlannerDecision decision = Planner.Next(
            manifest, Input(), [new StageResult { Path = "a", Status = StageStatus.Succeeded, Output = Input() }], [], Limits);

        Assert.Equal(
            new ExecutionError(code, null, Assert.IsType<PlannerState.Failed>(decision.State).Error.Detail),
            ((PlannerState.Failed)decision.State).Error);
    }

    [Fact]
    public async Task Text_DoubledFromStageToStage_EndsAtTheLimit()
    {
        string stages = string.Join(',', Enumerable.Range(1, 40).Select(i =>
            $$$"""{"id":"s{{{i}}}","uses":"echo","with":{"x":"${stages.s{{{i - 1}}}.output.x}${stages.s{{{i - 1}}}.output.x}"}}"""));
        Manifest manifest = await Manifests.OfAsync($$$"""[{"id":"s0","uses":"echo","with":{"x":"${input.text}"}},{{{stages}}}]""");
        var results = new List<StageResult>();
        PlannerDecision decision = Planner.Next(manifest, Input(), results, [], Limits);

        // Echo: what goes in comes out.
        while (decision.State is PlannerState.Running)
        {
            results.AddRange(decision.Ready.Select(
                ready => new StageResult { Path = ready.Stage.Path, Status = StageStatus.Succeeded, Output = ready.Input }));
            decision = Planner.Next(manifest, Input(), results, [], Limits);
        }

        Assert.Equal("value_too_large", Assert.IsType<PlannerState.Failed>(decision.State).Error.Code);
        Assert.InRange(results.Count, 10, 15);
        Assert.All(results, result => Assert.InRange(result.Output!.Value.GetRawText().Length, 1, MostBytes));
    }

    [Theory]
    [InlineData("stop", "value_too_deep", "[0,1,2,3]", "[\"${input.deep}\"]")]
    [InlineData("stop", "value_too_large", "[0,1,2,3]", "\"${input.large}${input.large}\"")]
    [InlineData("continue", null, "[0]", "\"${input.large}${input.large}\"")]
    public async Task Item_ThatIsTooMuch_FailsAsAnyItem(string onError, string? code, string items, string wire)
    {
        Manifest manifest = await Manifests.OfAsync(
            $$$"""
            [{"id":"a","uses":"echo","for_each":{"items":"${input.rows}","on_item_error":"{{{onError}}}"},
              "with":{"item":"${item}","x":{{{wire}}} } }]
            """);

        PlannerDecision decision = Planner.Next(
            manifest, JsonElement.Parse(Input().GetRawText().Replace(Rows, items, StringComparison.Ordinal)), [], [], Limits);

        StageResult whole = decision.Ended[^1];
        Assert.Equal(("a", ""), (whole.Path, whole.ItemKey));
        Assert.Equal(code, whole.Error?.Code);
        Assert.Contains(decision.Ended, result => result is { ItemKey: "0", Status: StageStatus.Failed });
    }

    [Theory]
    [InlineData(62, 1, "value_too_deep")]
    [InlineData(64, 3, "value_too_deep")]
    [InlineData(61, 1, null)]
    [InlineData(1, 19_990, "value_too_large")]
    [InlineData(1, 9_990, "value_too_large")]
    [InlineData(1, 8_000, null)]
    public async Task Aggregate_ThatIsTooMuch_FailsItsStageByName(int depth, int length, string? code)
    {
        Manifest manifest = await Manifests.OfAsync(
            """[{"id":"a","uses":"echo","for_each":{"items":"${input.rows}"},"with":{"item":"${item}"}}]""");
        JsonElement output = JsonElement.Parse(new string('[', depth) + $"\"{new string('x', length)}\"" + new string(']', depth));
        JsonElement input = JsonElement.Parse("""{"rows":[1,2]}""");

        PlannerDecision decision = Planner.Next(
            manifest, input, [.. "01".Select(key =>
                new StageResult { Path = "a", ItemKey = key.ToString(), Status = StageStatus.Succeeded, Output = output })], [], Limits);

        Assert.Equal(
            (code is null ? StageStatus.Succeeded : StageStatus.Failed, code),
            (Assert.Single(decision.Ended).Status, decision.Ended[0].Error?.Code));
    }

    [Fact]
    public async Task Inputs_OfManyItems_AreReadyAFewAtATimeUntilAllHaveRun()
    {
        Manifest manifest = await Manifests.OfAsync(
            """
            [{"id":"a","uses":"echo","for_each":{"items":"${input.rows}","max_parallel":256},
              "with":{"item":"${item}","all":"${input.large}"}}]
            """);
        JsonElement input = Input();
        var results = new List<StageResult>();
        var sizes = new List<int>();

        while (Planner.Next(manifest, input, results, [], Limits) is { State: PlannerState.Running } decision)
        {
            sizes.Add(decision.Ready.Length);
            results.AddRange(decision.Ready.Select(ready =>
                new StageResult { Path = "a", ItemKey = ready.ItemKey, Status = StageStatus.Succeeded, Output = TestManifest.Empty }));
        }

        Assert.Equal((2000, 10), (results.Count, sizes.Max()));
    }

    [Fact]
    public async Task Inputs_WhenWhatRunsHoldsAll_AreNotReadyYet()
    {
        Manifest manifest = await Manifests.OfAsync("""[{"id":"a","uses":"echo","needs":[]},{"id":"b","uses":"echo","needs":[]}]""");

        PlannerDecision full = Planner.Next(manifest, Input(), [], [("a", "")], Limits with { ReadyBytes = 0 });
        PlannerDecision idle = Planner.Next(manifest, Input(), [], [], Limits with { ReadyBytes = 0 });

        Assert.Empty(full.Ready);
        Assert.IsType<PlannerState.Running>(full.State);
        Assert.Single(idle.Ready);
    }

    private static string Rows => $"[{string.Join(',', Enumerable.Range(0, 2000))}]".Replace(",", ", ", StringComparison.Ordinal);

    /// <summary>Each value alone is one that a caller may send.</summary>
    private static JsonElement Input() => JsonElement.Parse($$"""
        {"text":"héllo","large":"{{new string('x', 11_000)}}","rows":{{Rows}},
         "deep":{{new string('[', 63)}}1{{new string(']', 63)}},
         "controls":"{{string.Concat(Enumerable.Repeat("\\u0001", 1_000))}}"}
        """);
}
