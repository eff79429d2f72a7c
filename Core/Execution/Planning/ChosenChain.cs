using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>
/// The manifest of a solver with the chain that a committed plan chose, each recipe as a sub-recipe <c>run/n/name</c> behind the one
/// before. A pure function of manifest, input and results: whoever plans next, in any process, sees the same stages. Made once for a plan
/// and kept as long as its result lives.
/// </summary>
internal static class ChosenChain
{
    private static readonly ConditionalWeakTable<StageResult, Extension> Known = [];

    /// <summary>The manifest itself where nothing is to be chosen, was not chosen yet, or is not to run.</summary>
    /// <exception cref="InvalidOperationException">The plan is not one of this manifest and input.</exception>
    public static Manifest In(Manifest manifest, JsonElement input, IEnumerable<StageResult> results) => TryIn(manifest, input, results)
        ?? throw new InvalidOperationException("The plan names a recipe that is not pinned, or a material that is not there.");

    /// <summary>As <see cref="In"/>; null where the plan is not one of this manifest and input.</summary>
    public static Manifest? TryIn(Manifest manifest, JsonElement input, IEnumerable<StageResult> results)
    {
        if (manifest.Choices is not { } choices)
        {
            return manifest;
        }

        ILookup<string, StageResult> plans = results
            .Where(result => result is { ItemKey: "", Status: StageStatus.Succeeded, Path: SolverStages.Plan or SolverStages.Choose })
            .ToLookup(result => result.Path, StringComparer.Ordinal);

        if (plans[SolverStages.Choose].Concat(plans[SolverStages.Plan]).FirstOrDefault() is not { } plan)
        {
            return manifest;
        }

        // A result passes from a run to its forks, which may have another manifest and input.
        if (!Known.TryGetValue(plan, out Extension? known) || !ReferenceEquals(known.Origin, manifest) || !known.Input.Equals(input))
        {
            known = new Extension(manifest, input, Extend(manifest, choices, plan, input));
            Known.AddOrUpdate(plan, known);
        }

        return known.Manifest;
    }

    private static Manifest? Extend(Manifest manifest, ImmutableArray<PlannedChoice> choices, StageResult plan, JsonElement input)
    {
        JsonElement[] steps = [.. plan.Output!.Value.GetProperty("plan").EnumerateArray()];
        bool isMissingInput = steps.Any(step => step.GetProperty("inputs").EnumerateArray()
            .Any(wire => wire.GetProperty("from").ValueKind == JsonValueKind.Null));
        JsonElement filled = SchemaDefaults.Of(manifest.InputSchema)?.Fill(input) ?? input;
        List<PlannedStage> stages = [.. manifest.Stages];
        List<PlannedScope> scopes = [.. manifest.Scopes];
        var names = new List<string>();
        string before = SolverStages.Choose;

        foreach (JsonElement step in isMissingInput ? [] : steps)
        {
            if (Find(choices, step.GetProperty("recipe").GetString()!) is not { } choice
                || Wires(step.GetProperty("inputs"), filled, names) is not { } wires)
            {
                return null;
            }

            string path = string.Create(CultureInfo.InvariantCulture, $"run/{names.Count + 1}/{choice.Recipe.Key.Name}");
            scopes.Add(new PlannedScope
            {
                Path = path,
                Recipe = choice.Recipe,
                With = wires,
                Output = choice.Output,
                InputSchema = choice.InputSchema,
                ChecksInput = choice.ChecksInput,
                Needs = [before],
            });
            stages.AddRange(choice.Stages.Select(stage => stage with
            {
                Path = $"{path}/{stage.Path}",
                Scope = Below(path, stage.Scope),
                Needs = [.. stage.Needs.Select(need => $"{path}/{need}")],
            }));
            scopes.AddRange(choice.Scopes.Select(scope => scope with
            {
                Path = $"{path}/{scope.Path}",
                Parent = Below(path, scope.Parent),
                Needs = [.. scope.Needs.Select(need => $"{path}/{need}")],
            }));
            names.Add(choice.Recipe.Key.Name);
            before = path;
        }

        return manifest with { Stages = [.. stages], Scopes = [.. scopes], Output = Output(plan.Path, names) };
    }

    /// <summary>By key: a fork that takes other versions keeps the plan.</summary>
    private static PlannedChoice? Find(ImmutableArray<PlannedChoice> choices, string recipe) =>
        choices.FirstOrDefault(choice => recipe.StartsWith($"{choice.Recipe.Key}@", StringComparison.Ordinal));

    private static string Below(string path, string inner) => inner.Length == 0 ? path : $"{path}/{inner}";

    /// <summary>What a plan says in words, as wires; a value never becomes part of one. Null where there is no such material.</summary>
    private static JsonElement? Wires(JsonElement inputs, JsonElement input, List<string> before)
    {
        var wires = new JsonObject();

        foreach (JsonElement planned in inputs.EnumerateArray())
        {
            if (Wire(planned.GetProperty("from").GetString()!, input, before) is not { } wire)
            {
                return null;
            }

            wires[planned.GetProperty("input").GetString()!] = wire;
        }

        return JsonSerializer.SerializeToElement(wires);
    }

    private static string? Wire(string from, JsonElement input, List<string> before)
    {
        if (from == SolverStages.Problem)
        {
            return "${input.problem}";
        }

        if (from.StartsWith(SolverStages.MaterialPrefix, StringComparison.Ordinal))
        {
            return MaterialWire(from[SolverStages.MaterialPrefix.Length..], input);
        }

        int dot = from.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && before.Contains(from[..dot]) ? $"${{stages.{from[..dot]}.output.{from[(dot + 1)..]}}}" : from;
    }

    private static string? MaterialWire(string name, JsonElement input)
    {
        IEnumerable<JsonElement> materials =
            input.TryGetProperty("materials", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

        foreach ((int index, JsonElement material) in materials.Index())
        {
            // The input of a fork is another than the one that was planned for.
            if (SolverStages.MaterialField(material) is { } form
                && material.TryGetProperty("name", out JsonElement own) && own.ValueKind == JsonValueKind.String && own.ValueEquals(name))
            {
                return string.Create(CultureInfo.InvariantCulture, $"${{input.materials.{index}.{form}}}");
            }
        }

        return null;
    }

    private static JsonElement Output(string plan, List<string> names) => JsonSerializer.SerializeToElement(new
    {
        plan = $"${{stages.{plan}.output}}",
        results = names.ToDictionary(name => name, name => $"${{stages.{name}.output}}"),
    });

    private sealed record Extension(Manifest Origin, JsonElement Input, Manifest? Manifest);
}
