using System.Text.Json.Nodes;

namespace PromptIntel.Core.Tests.Execution.Graphs;

/// <summary>
/// What a graph gives, by evaluating it stage after stage as its definition reads: no plan, no journal, no concurrency. It shares nothing
/// with the engine but the meaning of the words.
/// </summary>
internal static class GraphOracle
{
    /// <summary>The output of the recipe; null when it fails.</summary>
    public static JsonObject? Evaluate(RandomGraph graph, JsonObject input)
    {
        var outputs = new List<JsonNode?>();

        foreach (GraphStage stage in graph.Stages)
        {
            if (!Runs(graph, stage, input, outputs))
            {
                outputs.Add(null);
                continue;
            }

            JsonNode? output = stage.ForEach is { } policy
                ? EvaluateItems(stage, policy, input)
                : EvaluateOnce(
                    stage,
                    stage.Source is { } source ? NumberOf(graph.Stages[source], outputs[source]) : Number(input["n"]),
                    input);

            if (output is null)
            {
                return null;
            }

            outputs.Add(output);
        }

        var result = new JsonObject();

        foreach (GraphStage stage in graph.Stages)
        {
            result[stage.Id] = outputs[stage.Index]?.DeepClone();
        }

        result["n"] = NumberOf(graph.Stages[^1], outputs[^1]);
        return result;
    }

    /// <summary>What the operation of a stage makes of its number; null when it fails for good.</summary>
    public static int? Operate(GraphMode mode, int? number) =>
        mode == GraphMode.FailSome && number % 4 == 0 ? null : (((number ?? 0) * 7) + 3) % 1_000;

    private static bool Runs(RandomGraph graph, GraphStage stage, JsonObject input, List<JsonNode?> outputs) => stage.Condition switch
    {
        GraphCondition.Flag => input["flag"]?.GetValue<bool>() == true,
        GraphCondition.Large => NumberOf(graph.Stages[stage.Needs[0]], outputs[stage.Needs[0]]) > GraphStage.Large,
        _ => true,
    };

    private static JsonObject? EvaluateOnce(GraphStage stage, int? number, JsonObject input)
    {
        if (stage.Inner is { } inner)
        {
            return Evaluate(inner, new JsonObject
            {
                ["n"] = number,
                ["flag"] = input["flag"]?.DeepClone(),
                ["rows"] = input["rows"]?.DeepClone(),
            });
        }

        return Operate(stage.Mode, number) is { } given ? new JsonObject { ["n"] = given } : null;
    }

    private static JsonObject? EvaluateItems(GraphStage stage, GraphForEach policy, JsonObject input)
    {
        var items = new JsonArray();
        int failed = 0;

        foreach (JsonNode? row in input["rows"]!.AsArray())
        {
            JsonObject? output = EvaluateOnce(stage, Number(row!["n"]), input);
            failed += output is null ? 1 : 0;
            items.Add(output is null
                ? new JsonObject { ["index"] = items.Count, ["status"] = "failed" }
                : new JsonObject { ["index"] = items.Count, ["status"] = "succeeded", ["output"] = output });
        }

        bool fails = failed > 0 && (policy.Stops || failed > policy.MaxFailures);
        return fails ? null : new JsonObject { ["items"] = items, ["succeeded"] = items.Count - failed, ["failed"] = failed };
    }

    private static int? NumberOf(GraphStage stage, JsonNode? output) => Number(output?[stage.ForEach is null ? "n" : "succeeded"]);

    private static int? Number(JsonNode? value) => value?.GetValue<int>();
}
