using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Tests.Workflows;

namespace PromptIntel.Core.Tests.Execution.Graphs;

/// <summary>A recipe with every feature of a stage, drawn from a seed, and the recipes inside it.</summary>
/// <param name="Name">Of the recipe; those inside have longer ones.</param>
internal sealed record RandomGraph(string Name, List<GraphStage> Stages)
{
    private const int MostStages = 6;
    private const int Deepest = 2;

    public static RandomGraph Draw(Random random, string name = "main", int depth = 0)
    {
        var stages = new List<GraphStage>();
        int count = 1 + random.Next(MostStages - (2 * depth));

        for (int index = 0; index < count; index++)
        {
            List<int> needs = [.. Enumerable.Range(0, index).Where(_ => random.Next(3) == 0)];
            RandomGraph? inner = depth < Deepest && random.Next(4) == 0 ? Draw(random, $"{name}_{index}", depth + 1) : null;
            stages.Add(new GraphStage(index, needs)
            {
                Inner = inner,
                Mode = (GraphMode)random.Next(Enum.GetValues<GraphMode>().Length),
                Source = needs.Count > 0 && random.Next(3) > 0 ? needs[random.Next(needs.Count)] : null,
                Condition = random.Next(4) switch
                {
                    0 => GraphCondition.Flag,
                    1 when needs.Count > 0 => GraphCondition.Large,
                    _ => GraphCondition.None,
                },
                ForEach = random.Next(3) == 0
                    ? new GraphForEach(1 + random.Next(3), random.Next(3) == 0, random.Next(3) == 0 ? random.Next(2) : null)
                    : null,
                IsCached = inner is null && random.Next(4) == 0,
                HasTimeout = inner is null && random.Next(4) == 0,
                HasSchema = inner is null && random.Next(4) == 0,
            });
        }

        return new RandomGraph(name, stages);
    }

    /// <summary>Writes the recipes, those inside first.</summary>
    public void AddTo(TestCatalog catalog, Action<JsonObject>? change = null)
    {
        foreach (GraphStage stage in Stages)
        {
            stage.Inner?.AddTo(catalog);
        }

        var output = new JsonObject();

        foreach (GraphStage stage in Stages)
        {
            output[stage.Id] = $"${{stages.{stage.Id}.output}}";
        }

        output["n"] = Stages[^1].NumberWire;
        var recipe = new JsonObject
        {
            ["format_version"] = 1,
            ["input_schema"] = new JsonObject { ["type"] = "object" },
            ["output"] = output,
            ["stages"] = new JsonArray([.. Stages.Select(stage => stage.ToJson(this))]),
        };
        change?.Invoke(recipe);
        catalog.Add(EntryKind.Recipe, $"workflows/{Name}", recipe.ToJsonString());
    }
}

/// <summary>What a stage's operation does; each says the same for the same number, whenever and wherever it runs.</summary>
internal enum GraphMode
{
    Succeed,

    /// <summary>Fails for good for every fourth number.</summary>
    FailSome,

    /// <summary>Fails at its first attempt.</summary>
    FailOnce,

    /// <summary>Breaks the stage's output schema at its first attempt.</summary>
    BreakOnce,

    /// <summary>Waits for a person, who approves.</summary>
    Wait,
}

internal enum GraphCondition
{
    None,

    /// <summary>The input's flag.</summary>
    Flag,

    /// <summary>The number of the first stage that it needs is large.</summary>
    Large,
}

internal sealed record GraphForEach(int MaxParallel, bool Stops, int? MaxFailures);

/// <param name="Needs">Indexes of earlier stages.</param>
internal sealed record GraphStage(int Index, List<int> Needs)
{
    public const int Large = 500;

    public RandomGraph? Inner { get; init; }

    public GraphMode Mode { get; init; }

    /// <summary>The stage whose number it takes; null for the input's.</summary>
    public int? Source { get; init; }

    public GraphCondition Condition { get; init; }

    public GraphForEach? ForEach { get; init; }

    public bool IsCached { get; init; }

    public bool HasTimeout { get; init; }

    public bool HasSchema { get; init; }

    public string Id => $"s{Index}";

    /// <summary>Of its output: its own, or how many of its items succeeded.</summary>
    public string NumberWire => ForEach is null ? $"${{stages.{Id}.output.n}}" : $"${{stages.{Id}.output.succeeded}}";

    public JsonObject ToJson(RandomGraph graph)
    {
        var with = new JsonObject
        {
            ["n"] = ForEach is not null ? "${item.n}" : Source is { } source ? graph.Stages[source].NumberWire : "${input.n}",
        };

        if (Inner is null)
        {
            with["mode"] = Mode.ToString();
        }
        else
        {
            (with["flag"], with["rows"]) = ("${input.flag}", "${input.rows}");
        }

        var stage = new JsonObject
        {
            ["id"] = Id,
            ["uses"] = Inner is null ? "components/probe" : $"workflows/{Inner.Name}",
            ["with"] = with,
            ["needs"] = new JsonArray([.. Needs.Select(need => JsonValue.Create($"s{need}"))]),
        };

        if (Condition != GraphCondition.None)
        {
            stage["when"] = Condition == GraphCondition.Flag ? "${input.flag}" : $"{graph.Stages[Needs[0]].NumberWire} > {Large}";
        }

        if (ForEach is { } policy)
        {
            stage["for_each"] = new JsonObject
            {
                ["items"] = "${input.rows}",
                ["max_parallel"] = policy.MaxParallel,
                ["on_item_error"] = policy.Stops ? "stop" : "continue",
            };

            if (!policy.Stops && policy.MaxFailures is { } most)
            {
                stage["for_each"]!["max_failures"] = most;
            }
        }

        if (Inner is null)
        {
            stage["retry"] = new JsonObject
            {
                ["attempts"] = 2,
                ["backoff"] = "1ms",
                ["on"] = new JsonArray("transport", "invalid_output"),
            };
        }

        if (Inner is null && (HasSchema || Mode == GraphMode.BreakOnce))
        {
            stage["output_schema"] = JsonNode.Parse("""{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}""");
        }

        if (IsCached)
        {
            stage["cache"] = true;
        }

        if (HasTimeout)
        {
            stage["timeout"] = "10m";
        }

        return stage;
    }
}
