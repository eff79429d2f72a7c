using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Engine;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Graphs;

/// <summary>
/// Recipes drawn at random, with sub-recipes, for_each, conditions, retries, timeouts, caches, output schemas and approvals, from their
/// text to their end: every valid one gives what an evaluation outside the engine gives, with one worker and with three; every broken
/// one is refused by the right code.
/// </summary>
public sealed class RandomGraphTests
{
    private const int Graphs = 150;

    private static readonly JsonObject Input = new()
    {
        ["n"] = 5,
        ["flag"] = true,
        ["rows"] = new JsonArray(new JsonObject { ["n"] = 8 }, new JsonObject { ["n"] = 70 }, new JsonObject { ["n"] = 71 }),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 32)]
    [InlineData(3, 4)]
    public async Task ValidGraph_GivesWhatItsDefinitionSays_WhateverRunsIt(int workers, int concurrency)
    {
        var failedOnce = new ConcurrentDictionary<(Guid, string, string), bool>();
        await using EngineHost host = new EngineHost(
            (context, _) => Task.FromResult(Operate(context, failedOnce)), limits: new ExecutionOptions { Concurrency = concurrency })
            .Start(workers);
        var runs = new List<(int Seed, RandomGraph Graph, Guid Id)>();

        for (int seed = 0; seed < Graphs; seed++)
        {
            var graph = RandomGraph.Draw(new Random(seed));
            Manifest manifest = await BuildAsync(graph);
            runs.Add((seed, graph, await host.QueueAsync(
                manifest, execution => execution with { Input = JsonElement.Parse(Input.ToJsonString()) })));
        }

        foreach ((int seed, RandomGraph graph, Guid id) in runs)
        {
            ExecutionRecord ended = await EndAsync(host, id);
            JsonObject? expected = GraphOracle.Evaluate(graph, Input);

            Assert.True(
                expected is null ? ended.Status == ExecutionStatus.Failed : ended.Status == ExecutionStatus.Succeeded,
                $"Seed {seed}: {ended.Status} {ended.Error}");
            Assert.True(
                JsonNode.DeepEquals(expected, ended.Output is { } output ? Bare(JsonNode.Parse(output.GetRawText())) : null),
                $"Seed {seed}: {expected?.ToJsonString()} became {ended.Output}");
        }

        Assert.Contains(runs, run => GraphOracle.Evaluate(run.Graph, Input) is null);
        Assert.Contains(runs, run => GraphOracle.Evaluate(run.Graph, Input) is not null);
        Assert.NotEmpty(failedOnce);
    }

    public static TheoryData<string> Codes { get; } = [.. Breaks.Keys];

    /// <summary>What is wrong with a recipe, by the code that names it; done to any graph.</summary>
    private static Dictionary<string, Action<JsonObject, Random>> Breaks => new(StringComparer.Ordinal)
    {
        ["unknown_stage"] = (recipe, random) => Any(recipe, random)["needs"]!.AsArray().Add("nowhere"),
        ["unknown_reference"] = (recipe, random) => Any(recipe, random)["uses"] = "components/nothing",
        ["recursive_recipe"] = (recipe, random) => Add(recipe, new JsonObject { ["uses"] = "workflows/main", ["needs"] = new JsonArray() }),
        ["cycle"] = (recipe, _) =>
        {
            Add(recipe, Probe("${input.n}", "other"));
            Add(recipe, Probe("${input.n}", "added"), "other");
        },
        ["no_item"] = (recipe, random) => Add(recipe, Probe("${item.n}")),
        ["not_needed"] = (recipe, random) => Add(recipe, Probe($"${{stages.{Any(recipe, random)["id"]}.output.n}}")),
        ["duplicate_id"] = (recipe, random) => Add(recipe, Probe("${input.n}"), Any(recipe, random)["id"]!.GetValue<string>()),
        ["invalid_expression"] = (recipe, random) => Any(recipe, random)["when"] = "${input.flag} and and",
        ["unreachable_stage"] = (recipe, random) => Any(recipe, random)["when"] = "1 > 2",
        ["unknown_field"] = (recipe, random) => Any(recipe, random)["paralel"] = 3,
        ["invalid_duration"] = (recipe, random) => Add(recipe, Probe("${input.n}")).Add("timeout", "soon"),
        ["out_of_range"] = (recipe, random) => Any(recipe, random)["for_each"] =
            new JsonObject { ["items"] = "${input.rows}", ["max_parallel"] = 0 },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task BrokenGraph_IsRefusedByItsCode(string code)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var graph = RandomGraph.Draw(random);

            ManifestResult result = await TryBuildAsync(graph, recipe => Breaks[code](recipe, random));

            ManifestResult.Refused refused = Assert.IsType<ManifestResult.Refused>(result);
            Assert.True(
                refused.Errors.Any(error => error.Code == code),
                $"Seed {seed}: {string.Join("; ", refused.Errors.Select(error => error.Code))}");
        }
    }

    private static OperationOutcome Operate(IOperationContext context, ConcurrentDictionary<(Guid, string, string), bool> failedOnce)
    {
        GraphMode mode = Enum.Parse<GraphMode>(context.Input.GetProperty("mode").GetString()!);
        int? number = context.Input.GetProperty("n") is { ValueKind: JsonValueKind.Number } given ? given.GetInt32() : null;

        if (mode is GraphMode.FailOnce or GraphMode.BreakOnce
            && failedOnce.TryAdd((context.ExecutionId, context.StagePath, context.ItemKey), true))
        {
            return mode == GraphMode.FailOnce
                ? new OperationOutcome.Failed("stub_away", "Away.", FailureKind.Transport)
                : new OperationOutcome.Completed(JsonElement.Parse("""{"n":"none"}"""));
        }

        return GraphOracle.Operate(mode, number) is not { } result
            ? new OperationOutcome.Failed("stub_refused", "Refused.")
            : Answer(mode, JsonSerializer.SerializeToElement(new { n = result }));
    }

    private static OperationOutcome Answer(GraphMode mode, JsonElement output) =>
        mode == GraphMode.Wait ? new OperationOutcome.Waiting(output, "look") : new OperationOutcome.Completed(output);

    /// <summary>Lets time pass for what pauses, and approves what waits.</summary>
    private static async Task<ExecutionRecord> EndAsync(EngineHost host, Guid id)
    {
        ExecutionRecord? found = null;
        await Patience.WaitAsync(
            async () =>
            {
                host.Clock.Advance(TimeSpan.FromMilliseconds(50));
                ExecutionPage<WaitingStage> waiting = await host.Approvals.ListAsync(
                    new WaitingFilter { ExecutionId = id }, null, 100, Token);

                foreach (WaitingStage stage in waiting.Items)
                {
                    await host.Approvals.AnswerAsync(
                        id, new ExecutionChange.Answer("ann", stage.Wait.Path, stage.Wait.ItemKey, IsApproved: true, null), Token);
                }

                found = (await host.Store.FindAsync(id, Token))!;
                return found.Status.IsEnded();
            },
            $"{id} ends");
        return found!;
    }

    private static async Task<Manifest> BuildAsync(RandomGraph graph) =>
        Assert.IsType<ManifestResult.Built>(await TryBuildAsync(graph, null)).Manifest;

    private static async Task<ManifestResult> TryBuildAsync(RandomGraph graph, Action<JsonObject>? change)
    {
        var catalog = new TestCatalog();
        catalog.Add(
            EntryKind.Operation, "components/probe",
            """{"type":"probe","input_schema":{"type":"object"},"output_schema":{"type":"object"}}""");
        graph.AddTo(catalog, change);
        var builder = new ManifestBuilder(
            catalog, new OperationRegistry([new Described()]), Manifests.Models, new JsonSchemaValidator(), Checks.All());
        return await builder.BuildAsync(new EntryKey("workflows", "main"), default, Token);
    }

    /// <summary>Without what differs from run to run: who approved when, and how an item's error is worded.</summary>
    private static JsonNode? Bare(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            fields.Remove("approval");
            fields.Remove("error");
        }

        foreach (JsonNode? child in node switch
        {
            JsonObject given => [.. given.Select(field => field.Value)],
            JsonArray items => [.. items],
            _ => Array.Empty<JsonNode?>(),
        })
        {
            Bare(child);
        }

        return node;
    }

    private static JsonObject Any(JsonObject recipe, Random random) =>
        recipe["stages"]![random.Next(recipe["stages"]!.AsArray().Count)]!.AsObject();

    private static JsonObject Probe(string number, params string[] needs) => new()
    {
        ["uses"] = "components/probe",
        ["with"] = new JsonObject { ["n"] = number, ["mode"] = "Succeed" },
        ["needs"] = new JsonArray([.. needs.Select(need => JsonValue.Create(need))]),
    };

    private static JsonObject Add(JsonObject recipe, JsonObject stage, string id = "added")
    {
        stage["id"] = id;
        recipe["stages"]!.AsArray().Add(stage);
        return stage;
    }

    private sealed class Described : IOperation
    {
        public string Type => "probe";

        public bool CanWait => true;

        public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

        public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
