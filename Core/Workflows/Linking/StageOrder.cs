using System.Collections.Immutable;

using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>The stages of a recipe in topological order, each with all the stages that must have ended before it.</summary>
internal static class StageOrder
{
    /// <summary>Stages that stand in a cycle, or behind one, are reported and left out.</summary>
    public static ImmutableArray<(StageDefinition Stage, ImmutableHashSet<string> Before)> Of(
        ImmutableArray<StageDefinition> stages, string path, List<DefinitionError> errors)
    {
        var ids = stages.Select(stage => stage.Id).ToHashSet(StringComparer.Ordinal);
        var before = new Dictionary<string, ImmutableHashSet<string>>(StringComparer.Ordinal);
        var ordered = ImmutableArray.CreateBuilder<(StageDefinition, ImmutableHashSet<string>)>(stages.Length);

        foreach (StageDefinition stage in stages)
        {
            foreach (string need in stage.Needs.Where(need => !ids.Contains(need)))
            {
                errors.Add(new DefinitionError($"{path}stages.{stage.Id}.needs", "unknown_stage", $"There is no stage '{need}'."));
            }
        }

        for (bool progress = true; progress && before.Count < stages.Length;)
        {
            progress = false;

            foreach (StageDefinition stage in stages.Where(
                stage => !before.ContainsKey(stage.Id) && stage.Needs.All(need => before.ContainsKey(need) || !ids.Contains(need))))
            {
                IEnumerable<string> known = stage.Needs.Where(before.ContainsKey);
                before[stage.Id] = [.. known, .. known.SelectMany(need => before[need])];
                ordered.Add((stage, before[stage.Id]));
                progress = true;
            }
        }

        if (before.Count < stages.Length)
        {
            string[] stuck = [.. stages.Select(stage => stage.Id).Where(id => !before.ContainsKey(id))];
            errors.Add(new DefinitionError(
                $"{path}stages.{stuck[0]}.needs",
                "cycle",
                $"These stages can never start, because they wait for one another: {string.Join(", ", stuck)}."));
        }

        return ordered.ToImmutable();
    }
}
