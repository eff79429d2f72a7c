using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Storage;

/// <summary>
/// Puts an exported entry in place. Where the history here is the beginning of the archive's, the rest is appended and the labels are
/// the archive's, except that <c>production</c> never goes away; where the two went different ways, the archive's current version is
/// appended unless its content is known here.
/// </summary>
internal static class RestoreRules
{
    public static ChangeDecision Decide(EntryFacts facts, CatalogChange.Restore restore)
    {
        EntryArchive archive = restore.Entry;
        if (facts.State is not { } state)
        {
            return Continue(facts, archive, restore.At);
        }

        if (archive.Kind != state.Kind)
        {
            return ChangeRules.RefuseKind(facts, state);
        }

        bool isContinuation = archive.Versions.Take(state.LatestVersion).All(
            version => facts.Find(version.Number)?.ContentHash == version.ContentHash);
        if (isContinuation)
        {
            return archive.Versions.Length > state.LatestVersion
                ? Continue(facts, archive, restore.At)
                : AddSuggestions(facts, state, archive, restore.At);
        }

        EntryVersion wanted = CurrentOf(archive);
        bool isKnown = Enumerable.Range(1, state.LatestVersion).Any(number => facts.Find(number)?.ContentHash == wanted.ContentHash);
        return isKnown ? AddSuggestions(facts, state, archive, restore.At) : AppendCurrent(facts, state, wanted, restore);
    }

    private static ChangeDecision Continue(EntryFacts facts, EntryArchive archive, DateTimeOffset at)
    {
        int known = facts.State?.LatestVersion ?? 0;
        ImmutableArray<EntryVersion> added = archive.Versions.RemoveRange(0, known);
        ImmutableArray<Suggestion> suggestions = Unknown(facts, archive);
        ImmutableDictionary<string, int> labels = facts.State is { } standing ? KeepProduction(standing, archive.Labels) : archive.Labels;
        ImmutableArray<string> removed = [.. (facts.State?.Labels.Keys ?? []).Except(labels.Keys)];
        var after = new EntryState
        {
            Key = archive.Key,
            Kind = archive.Kind,
            Position = 0,
            LatestVersion = archive.Versions.Length,
            Labels = labels,
            Versions = facts.MoreVersions.SetItems((facts.State?.Versions ?? ImmutableDictionary<int, EntryVersion>.Empty))
                .SetItems(added.Select(version => KeyValuePair.Create(version.Number, version))),
            SuggestionsCount = (facts.State?.SuggestionsCount ?? 0) + suggestions.Count(one => one.Status == SuggestionStatus.Open),
            UpdatedAt = at,
            IsArchived = archive.IsArchived,
        };
        var writes = new EntryWrites
        {
            IsNewEntry = facts.State is null,
            NewVersions = added,
            SetLabels = labels,
            RemovedLabels = removed,
            Suggestions = suggestions
        };
        return ChangeRules.Apply(facts, after, after.LatestVersion, writes);
    }

    private static ImmutableDictionary<string, int> KeepProduction(EntryState standing, ImmutableDictionary<string, int> labels) =>
        standing.Labels.TryGetValue(VersionSelector.ProductionLabel, out int number) && !labels.ContainsKey(VersionSelector.ProductionLabel)
            ? labels.Add(VersionSelector.ProductionLabel, number)
            : ChangeRules.KeepProduction(standing, labels);

    private static ChangeDecision AddSuggestions(EntryFacts facts, EntryState state, EntryArchive archive, DateTimeOffset at)
    {
        ImmutableArray<Suggestion> suggestions = [.. Unknown(facts, archive).Where(one => one.Version <= state.LatestVersion)];
        if (suggestions.IsEmpty)
        {
            return ChangeRules.Refuse(facts, new WriteResult.Unchanged(state, state.LatestVersion));
        }

        int open = suggestions.Count(one => one.Status == SuggestionStatus.Open);
        EntryState after = state with { SuggestionsCount = state.SuggestionsCount + open, UpdatedAt = at };
        return ChangeRules.Apply(facts, after, state.LatestVersion, new EntryWrites { Suggestions = suggestions });
    }

    private static ChangeDecision AppendCurrent(EntryFacts facts, EntryState state, EntryVersion wanted, CatalogChange.Restore restore)
    {
        EntryVersion version = wanted with { Number = state.LatestVersion + 1, Source = VersionSource.Import, CreatedAt = restore.At };
        return ChangeRules.AddVersion(facts, version, restore, ChangeRules.PointTo([VersionSelector.ProductionLabel], version.Number), []);
    }

    private static EntryVersion CurrentOf(EntryArchive archive) =>
        archive.Versions[archive.Labels.GetValueOrDefault(VersionSelector.ProductionLabel, archive.Versions.Length) - 1];

    private static ImmutableArray<Suggestion> Unknown(EntryFacts facts, EntryArchive archive) =>
        [.. archive.Suggestions.Where(one => !facts.Suggestions.ContainsKey(one.Id))];
}
