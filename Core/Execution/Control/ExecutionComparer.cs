using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Control;

/// <summary>Puts two runs beside each other, stage by stage. Safe for concurrent use.</summary>
public sealed class ExecutionComparer(Executions executions, OperationRegistry operations)
{
    private const int MostStages = 1_000;

    /// <summary>Runs that a run was forked from, and those from others, that are looked at for what was reused.</summary>
    private const int MostOrigins = 10;

    /// <summary>Null when either does not exist, or what it was pinned to cannot be read.</summary>
    public async Task<ExecutionComparison?> CompareAsync(Guid left, Guid right, CancellationToken cancellationToken)
    {
        var runs = new Dictionary<Guid, Run?>();

        if (await ReadAsync(left, runs, cancellationToken) is not { } one
            || await ReadAsync(right, runs, cancellationToken) is not { } other)
        {
            return null;
        }

        Dictionary<(string, string), StageDetails> lefts = one.Details.Stages.ToDictionary(stage => (stage.Path, stage.ItemKey));
        Dictionary<(string, string), StageDetails> rights = other.Details.Stages.ToDictionary(stage => (stage.Path, stage.ItemKey));
        List<(string Path, string Item)> keys = [.. lefts.Keys.Union(rights.Keys)];
        var stages = ImmutableArray.CreateBuilder<StageComparison>();

        foreach ((string path, string item) in keys.Take(MostStages))
        {
            StageDetails? before = lefts.GetValueOrDefault((path, item));
            StageDetails? after = rights.GetValueOrDefault((path, item));
            stages.Add(new StageComparison(
                path,
                item,
                before is null ? null : await DescribeAsync(one, before, runs, cancellationToken),
                after is null ? null : await DescribeAsync(other, after, runs, cancellationToken),
                JsonDifferences.Between(before?.Result?.Output, after?.Result?.Output)));
        }

        (ExecutionRecord first, ExecutionRecord second) = (one.Details.Execution, other.Details.Execution);
        return new ExecutionComparison(
            first,
            second,
            Differences(one.Manifest.Entries.Select(Version), other.Manifest.Entries.Select(Version)),
            Differences(one.Manifest.Models.Select(Model), other.Manifest.Models.Select(Model)),
            JsonDifferences.Between(first.Input, second.Input),
            JsonDifferences.Between(first.Output, second.Output),
            stages.ToImmutable(),
            keys.Count - stages.Count);
    }

    private async Task<Run?> ReadAsync(Guid id, Dictionary<Guid, Run?> runs, CancellationToken cancellationToken)
    {
        if (!runs.TryGetValue(id, out Run? run))
        {
            run = await executions.GetAsync(id, cancellationToken) is { } details
                && await executions.FindManifestAsync(details.Execution, cancellationToken) is { } manifest
                    ? new Run(details, ChosenChain.In(
                        manifest, details.Execution.Input, details.Stages.Select(stage => stage.Result).OfType<StageResult>()))
                    : null;
            runs.Add(id, run);
        }

        return run;
    }

    private async Task<ComparedStage> DescribeAsync(
        Run run, StageDetails stage, Dictionary<Guid, Run?> runs, CancellationToken cancellationToken)
    {
        Run maker = run;

        // What a run called itself it has attempts of; a result without any came with the fork.
        for (int hops = 0; hops < MostOrigins && stage.Result is not null && !maker.Called(stage); hops++)
        {
            if (maker.Details.Execution.ForkedFrom is not { } origin
                || await ReadAsync(origin.ExecutionId, runs, cancellationToken) is not { } earlier
                || !earlier.Made(stage))
            {
                break;
            }

            maker = earlier;
        }

        if (!maker.Versions.TryGetValue(stage.Path, out ImmutableArray<string> versions))
        {
            maker.Versions.Add(stage.Path, versions = VersionsOf(maker.Manifest, stage.Path));
        }

        return new ComparedStage(stage, maker == run ? null : maker.Details.Execution.Id, versions, maker.ModelsOf(stage));
    }

    private ImmutableArray<string> VersionsOf(Manifest manifest, string path)
    {
        if (manifest.Stages.FirstOrDefault(planned => planned.Path == path) is not { } stage)
        {
            return [.. manifest.Scopes.Where(scope => scope.Path == path).Select(scope => $"{scope.Recipe.Key}@{scope.Recipe.Version}")];
        }

        ImmutableArray<EntrySelector> asked = operations.Find(stage.OperationType)?.Require(stage.Settings).Entries ?? [];
        IEnumerable<EntryVersion> used = manifest.Entries.Where(
            entry => entry.Key != stage.Operation.Key && asked.Any(selector => IsMeant(selector, entry)));
        return [$"{stage.Operation.Key}@{stage.Operation.Version}", .. used.Select(entry => $"{entry.Key}@{entry.Number}")];
    }

    private static bool IsMeant(EntrySelector selector, EntryVersion entry) => selector switch
    {
        EntrySelector.One one => one.Key == entry.Key,
        EntrySelector.Tagged tagged =>
            tagged.Namespace == entry.Key.Namespace && tagged.Kind == entry.Kind && entry.Tags.Contains(tagged.Tag),
        _ => false,
    };

    private static (string Name, string Means) Version(EntryVersion entry) =>
        (entry.Key.ToString(), entry.Number.ToString(CultureInfo.InvariantCulture));

    private static (string Name, string Means) Model(PinnedModel model) => (model.Name, $"{model.Provider}/{model.Model}");

    private static ImmutableArray<PinDifference> Differences(
        IEnumerable<(string Name, string Means)> left, IEnumerable<(string Name, string Means)> right)
    {
        // A prompt may write "default" where another leaves it out: two pins of one meaning.
        Dictionary<string, string> before = left.Distinct().ToDictionary(pin => pin.Name, pin => pin.Means, StringComparer.Ordinal);
        Dictionary<string, string> after = right.Distinct().ToDictionary(pin => pin.Name, pin => pin.Means, StringComparer.Ordinal);
        return
        [
            .. before.Keys.Union(after.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => new PinDifference(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
                .Where(pin => pin.Left != pin.Right),
        ];
    }

    private sealed record Run(ExecutionDetails Details, Manifest Manifest)
    {
        private readonly ILookup<(string, string), string?> _called =
            Details.Attempts.ToLookup(attempt => (attempt.Path, attempt.ItemKey), attempt => attempt.Model);

        private readonly HashSet<(string, string)> _made =
            [.. Details.Stages.Where(stage => stage.Result is not null).Select(stage => (stage.Path, stage.ItemKey))];

        /// <summary>By path, as far as they were asked for: alike for all items of a stage.</summary>
        public Dictionary<string, ImmutableArray<string>> Versions { get; } = new(StringComparer.Ordinal);

        public bool Called(StageDetails stage) => _called.Contains((stage.Path, stage.ItemKey));

        public bool Made(StageDetails stage) => _made.Contains((stage.Path, stage.ItemKey));

        public ImmutableArray<string> ModelsOf(StageDetails stage) =>
            [.. _called[(stage.Path, stage.ItemKey)].OfType<string>().Distinct(StringComparer.Ordinal)];
    }
}
