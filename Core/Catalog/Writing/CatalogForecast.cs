using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>Foresees what changes come to, by the rules that the store will apply, on top of what memory holds.</summary>
internal sealed class CatalogForecast(PromptCatalog catalog, ICatalogStore store)
{
    private readonly CatalogOverlay _after = new(catalog);
    private readonly Dictionary<EntryKey, EntryFacts> _facts = [];
    private readonly List<EntryEdit> _edits = [];

    /// <summary>The catalog after the changes so far.</summary>
    public ICatalogReader After => _after;

    public CatalogEdit Edit => new(catalog, _after, [.. _edits]);

    /// <summary>Suggestions concern no validator.</summary>
    public static bool IsValidated(CatalogChange change) => change is not (CatalogChange.AddSuggestions or CatalogChange.ResolveSuggestion);

    /// <summary>What a change would come to behind those so far; <see cref="Add"/> makes it one of them.</summary>
    public async ValueTask<ForeseenChange> ForeseeAsync(CatalogChange change, CancellationToken cancellationToken)
    {
        EntryFacts facts = await ReadAsync(change, cancellationToken);
        return new ForeseenChange(change, facts.State, ChangeRules.Decide(facts, change));
    }

    public void Add(ForeseenChange foreseen)
    {
        if (!IsValidated(foreseen.Change))
        {
            return;
        }

        _facts[foreseen.Change.Key] = foreseen.Decision.Facts;
        if (foreseen is { After: { } after, Decision.Writes: { } writes })
        {
            _after.Set(after, writes.NewVersions);
            _edits.Add(new EntryEdit(foreseen.Change.Key, foreseen.Candidates()));
        }
    }

    private async ValueTask<EntryFacts> ReadAsync(CatalogChange change, CancellationToken cancellationToken)
    {
        EntryFacts facts = _facts.GetValueOrDefault(change.Key) ?? new EntryFacts { State = catalog.Find(change.Key) };
        switch (change)
        {
            case CatalogChange.SetLabel set when facts.Find(set.Version) is null
                && await catalog.GetAsync(change.Key, VersionSelector.ForVersion(set.Version), cancellationToken) is { } target:
                return facts with { MoreVersions = facts.MoreVersions.SetItem(target.Number, target) };
            case CatalogChange.Restore when facts.State is not null:
                IReadOnlyList<EntryVersion> versions = await store.ReadVersionsAsync(change.Key, null, int.MaxValue, cancellationToken);
                IReadOnlyList<Suggestion> suggestions = await store.ReadSuggestionsAsync(change.Key, null, cancellationToken);
                return facts with
                {
                    MoreVersions = facts.MoreVersions.SetItems(versions.Select(version => KeyValuePair.Create(version.Number, version))),
                    Suggestions = suggestions.ToImmutableDictionary(one => one.Id),
                };
            default:
                return facts;
        }
    }
}

/// <summary>One change and what it would come to.</summary>
/// <param name="Before">The entry as it stands; null when there is none.</param>
internal sealed record ForeseenChange(CatalogChange Change, EntryState? Before, ChangeDecision Decision)
{
    /// <summary>The entry as it would be; null when nothing would be written.</summary>
    public EntryState? After => (Decision.Result as WriteResult.Written)?.State;

    /// <summary>
    /// The versions that must hold: new ones, and those that somebody begins to get by a label, or everybody. Of an imported history the
    /// old versions come as they are: whoever renders one by its number is told when it cannot be used.
    /// </summary>
    public ImmutableArray<EntryVersion> Candidates()
    {
        if (After is not { } after || Decision.Writes is not { } writes)
        {
            return [];
        }

        EntryState? standing = Before is { IsArchived: false } ? Before : null;
        var numbers = new SortedSet<int>(
            after.Labels.Where(label => standing?.Labels.GetValueOrDefault(label.Key) != label.Value).Select(label => label.Value));
        if (standing?.Current.Number != after.Current.Number)
        {
            numbers.Add(after.Current.Number);
        }

        if (Change is not CatalogChange.Restore)
        {
            numbers.UnionWith(writes.NewVersions.Select(version => version.Number));
        }

        return [.. numbers.Select(
            number => after.Versions.GetValueOrDefault(number) ?? writes.NewVersions.First(version => version.Number == number))];
    }
}
