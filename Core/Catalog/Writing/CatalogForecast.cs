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

    public async ValueTask AddAsync(CatalogChange change, CancellationToken cancellationToken)
    {
        if (!IsValidated(change))
        {
            return;
        }

        ChangeDecision decision = ChangeRules.Decide(await ReadAsync(change, cancellationToken), change);
        _facts[change.Key] = decision.Facts;
        if (decision is { Result: CommitResult.Applied applied, Writes: { } writes })
        {
            _after.Set(applied.State, writes.NewVersions);
            _edits.Add(new EntryEdit(change.Key, Candidate(change, applied.State, writes)));
        }
    }

    private static EntryVersion? Candidate(CatalogChange change, EntryState after, EntryWrites writes) => change switch
    {
        // Of an imported history only what everybody gets is used from now on.
        CatalogChange.Restore when !writes.NewVersions.IsEmpty => after.Current,
        CatalogChange.SetLabel { Label: VersionSelector.ProductionLabel } => after.Current,
        _ => writes.NewVersions.LastOrDefault(),
    };

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
