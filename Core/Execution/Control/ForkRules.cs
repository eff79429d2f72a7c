using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Control;

/// <summary>What a fork runs anew.</summary>
internal static class ForkRules
{
    /// <summary>
    /// The results that a fork starts from; null when what it runs has no such stage. A result is kept although its stage's prompt moved
    /// on, so that good stages are not paid for again; where the stage itself became another one, it and what depends on it run anew.
    /// </summary>
    /// <param name="origin">As the run that is forked had it, its chain with it.</param>
    /// <param name="manifest">What the fork is pinned to.</param>
    /// <param name="input">Of the fork.</param>
    public static ImmutableArray<StageResult>? Keep(
        Manifest origin, Manifest manifest, JsonElement input, string stage, ImmutableArray<StageResult> results)
    {
        // A plan that names what the fork does not have is no plan for it: it plans anew, and nothing stands.
        if (ChosenChain.TryIn(manifest, input, results) is not { } chosen)
        {
            return RunAnew(origin, stage, []) is null ? null : [];
        }

        manifest = chosen;

        if (RunAnew(manifest, stage, Changed(origin, manifest)) is not { } anew)
        {
            return null;
        }

        HashSet<string> known = [.. manifest.Stages.Select(node => node.Path), .. manifest.Scopes.Select(node => node.Path)];
        return
        [
            .. results.Where(result => result.Status is StageStatus.Succeeded or StageStatus.Skipped
                && known.Contains(result.Path)
                && !anew.Contains(result.Path)),
        ];
    }

    /// <summary>The stages and sub-recipes that are not what they were.</summary>
    private static IEnumerable<string> Changed(Manifest origin, Manifest manifest)
    {
        if (ReferenceEquals(origin, manifest))
        {
            return [];
        }

        Dictionary<string, string> before = Shapes(origin);
        return Shapes(manifest).Where(now => !before.TryGetValue(now.Key, out string? old) || old != now.Value).Select(now => now.Key);
    }

    /// <summary>
    /// What must be as it was for a result to stand in another manifest: the operation, how often it runs, what it gives.
    /// </summary>
    private static Dictionary<string, string> Shapes(Manifest manifest) => manifest.Stages
        .Select(stage => (stage.Path, Shape: Shape("stage", stage.Operation, stage.ForEach, stage.OutputSchema)))
        .Concat(manifest.Scopes.Select(scope => (scope.Path, Shape: Shape("scope", scope.Recipe, scope.ForEach, scope.Output))))
        .ToDictionary(node => node.Path, node => node.Shape, StringComparer.Ordinal);

    private static string Shape(string kind, PinnedReference used, ForEachPolicy? each, JsonElement? output) =>
        $"{kind} {used.Key} {each?.Items.GetRawText()} {output?.GetRawText()}";

    /// <summary>
    /// The stage and those that changed, everything that depends on them, the sub-recipes around and inside them; null when the manifest
    /// has no such stage.
    /// </summary>
    private static HashSet<string>? RunAnew(Manifest manifest, string stage, IEnumerable<string> changed)
    {
        (string Path, string Scope, IEnumerable<string> Needs)[] nodes =
        [
            .. manifest.Stages.Select(node => (node.Path, node.Scope, node.Needs.AsEnumerable())),
            .. manifest.Scopes.Select(node => (node.Path, node.Parent, node.Needs.AsEnumerable())),
        ];

        if (!nodes.Any(node => node.Path == stage))
        {
            return null;
        }

        // Around one that runs anew a sub-recipe has another result; within it only what is anew as a whole runs.
        HashSet<string> whole = [stage, .. changed];
        HashSet<string> anew = [.. whole];
        int before;

        do
        {
            before = anew.Count + whole.Count;

            foreach ((string path, string scope, IEnumerable<string> needs) in nodes)
            {
                if (needs.Any(anew.Contains) || Around(path).Any(whole.Contains))
                {
                    anew.Add(path);
                    whole.Add(path);
                }

                if (anew.Contains(path) && scope.Length > 0)
                {
                    anew.Add(scope);
                }
            }
        }
        while (anew.Count + whole.Count > before);

        return anew;
    }

    /// <summary>The sub-recipes around a stage, innermost first.</summary>
    private static IEnumerable<string> Around(string path)
    {
        for (int slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }
}
