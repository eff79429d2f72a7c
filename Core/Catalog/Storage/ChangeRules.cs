using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Storage;

/// <summary>
/// Decides what becomes of a change, given what the store has read in its transaction. Pure, and the same for every store: a store
/// only reads facts and writes rows.
/// </summary>
public static class ChangeRules
{
    public static ChangeDecision Decide(EntryFacts facts, CatalogChange change)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return change switch
        {
            CatalogChange.Create create => DecideCreate(facts, create),
            CatalogChange.ImportContent import => ContentRules.Decide(facts, import),
            CatalogChange.Restore restore => RestoreRules.Decide(facts, restore),
            CatalogChange.UnarchiveEntry when facts.State is { } state => DecideUnarchive(facts, state, change),
            CatalogChange.Append { IsUnarchiving: true } append when facts.State is { } state => DecideAppend(facts, state, append),
            _ when facts.State is null => Refuse(facts, new WriteResult.NotFound("entry")),
            _ when facts.State.IsArchived => Refuse(facts, new WriteResult.Archived(change.Key)),
            CatalogChange.Append append => DecideAppend(facts, facts.State, append),
            CatalogChange.ArchiveEntry => DecideArchive(facts, facts.State, change),
            CatalogChange.SetLabel set => DecideSetLabel(facts, facts.State, set),
            CatalogChange.RemoveLabel remove => DecideRemoveLabel(facts, facts.State, remove),
            CatalogChange.AddSuggestions add => DecideAddSuggestions(facts, facts.State, add),
            CatalogChange.ResolveSuggestion resolve => DecideResolve(facts, facts.State, resolve),
            _ => throw new NotSupportedException($"A change of type {change?.GetType().Name} has no rule."),
        };
    }

    internal static ChangeDecision Refuse(EntryFacts facts, WriteResult result) => new(result, null, facts);

    /// <summary>An entry never changes its kind.</summary>
    internal static ChangeDecision RefuseKind(EntryFacts facts, EntryState state) =>
        Refuse(facts, new WriteResult.Invalid([new EntryError("kind", $"The entry is a {state.Kind.ToText()} and stays one.")]));

    /// <summary>Writes a new version, moves labels to it and attaches suggestions; the entry is made when there is none.</summary>
    internal static ChangeDecision AddVersion(
        EntryFacts facts, EntryVersion version, CatalogChange change, ImmutableDictionary<string, int> labels,
        ImmutableArray<NewSuggestion> suggestions, string? importedHash = null)
    {
        ImmutableArray<Suggestion> attached = Attach(change, version.Number, suggestions);
        EntryState? before = facts.State;
        EntryState after = new()
        {
            Key = version.Key,
            Kind = version.Kind,
            Position = 0,
            LatestVersion = version.Number,
            Labels = (before?.Labels ?? ImmutableDictionary<string, int>.Empty).SetItems(labels),
            Versions = (before?.Versions ?? ImmutableDictionary<int, EntryVersion>.Empty).Add(version.Number, version),
            SuggestionsCount = (before?.SuggestionsCount ?? 0) + attached.Length,
            UpdatedAt = change.At,
        };
        var writes = new EntryWrites
        {
            IsNewEntry = before is null,
            NewVersions = [version],
            SetLabels = labels,
            Suggestions = attached,
            ImportedHash = importedHash
        };
        return Apply(facts, after, version.Number, writes);
    }

    /// <summary>The decision to write, with the facts as they are afterwards.</summary>
    internal static ChangeDecision Apply(EntryFacts facts, EntryState after, int version, EntryWrites writes)
    {
        EntryState state = after with { Versions = Labelled(facts, after) };
        EntryFacts next = facts with
        {
            State = state,
            MoreVersions = facts.MoreVersions.SetItems(after.Versions),
            Suggestions = facts.Suggestions.SetItems(writes.Suggestions.Select(one => KeyValuePair.Create(one.Id, one))),
            ImportedHashes = writes.ImportedHash is null ? facts.ImportedHashes : facts.ImportedHashes.Add(writes.ImportedHash),
        };
        return new ChangeDecision(new WriteResult.Written(state, version), writes, next);
    }

    internal static ImmutableDictionary<string, int> PointTo(ImmutableArray<string> labels, int version) =>
        labels.ToImmutableDictionary(label => label, _ => version, StringComparer.Ordinal);

    private static ChangeDecision DecideCreate(EntryFacts facts, CatalogChange.Create create)
    {
        if (facts.State is not null)
        {
            return Refuse(facts, new WriteResult.NameTaken(facts.State));
        }

        EntryVersion first = create.Draft.ToVersion(create.Key, 1, create.Source, create.At, create.Author, create.ChangeNote);
        return AddVersion(facts, first, create, PointTo(create.Labels, 1), create.Suggestions);
    }

    private static ChangeDecision DecideAppend(EntryFacts facts, EntryState state, CatalogChange.Append append)
    {
        if (append.ExpectedVersion is { } expected && expected != state.LatestVersion)
        {
            return Refuse(facts, new WriteResult.VersionConflict(state.LatestVersion));
        }

        if (append.Draft is { } draft && draft.Kind != state.Kind)
        {
            return RefuseKind(facts, state);
        }

        int number = state.LatestVersion + 1;
        EntryVersion version = append.Draft is null
            ? state.Current with
            {
                Number = number,
                Source = append.Source,
                CreatedAt = append.At,
                Author = append.Author,
                ChangeNote = append.ChangeNote
            }
            : append.Draft.ToVersion(append.Key, number, append.Source, append.At, append.Author, append.ChangeNote);
        return AddVersion(facts, version, append, KeepProduction(state, PointTo(append.Labels, number)), append.Suggestions);
    }

    /// <summary>
    /// Without the label <c>production</c> everybody gets the latest version, which one that is only staged must not become: unless the
    /// label moves, it stays with what everybody got.
    /// </summary>
    internal static ImmutableDictionary<string, int> KeepProduction(EntryState state, ImmutableDictionary<string, int> labels) =>
        labels.ContainsKey(VersionSelector.ProductionLabel) || state.Labels.ContainsKey(VersionSelector.ProductionLabel)
            ? labels
            : labels.Add(VersionSelector.ProductionLabel, state.Current.Number);

    private static ChangeDecision DecideArchive(EntryFacts facts, EntryState state, CatalogChange change) =>
        Apply(facts, state with { IsArchived = true, UpdatedAt = change.At }, state.LatestVersion, new EntryWrites());

    private static ChangeDecision DecideUnarchive(EntryFacts facts, EntryState state, CatalogChange change) => state.IsArchived
        ? Apply(facts, state with { IsArchived = false, UpdatedAt = change.At }, state.LatestVersion, new EntryWrites())
        : Refuse(facts, new WriteResult.Unchanged(state, state.LatestVersion));

    private static ChangeDecision DecideSetLabel(EntryFacts facts, EntryState state, CatalogChange.SetLabel set)
    {
        int? current = state.Labels.TryGetValue(set.Label, out int labelled) ? labelled : null;
        if (!set.Condition.IsMetBy(current))
        {
            return Refuse(facts, new WriteResult.LabelConflict(current));
        }

        if (facts.Find(set.Version) is not { } target)
        {
            return Refuse(facts, new WriteResult.NotFound("version"));
        }

        if (current == set.Version)
        {
            return Refuse(facts, new WriteResult.Unchanged(state, set.Version));
        }

        EntryState after = state with
        {
            Labels = state.Labels.SetItem(set.Label, set.Version),
            Versions = state.Versions.SetItem(set.Version, target),
            UpdatedAt = set.At,
        };
        return Apply(facts, after, set.Version, new EntryWrites { SetLabels = PointTo([set.Label], set.Version) });
    }

    private static ChangeDecision DecideRemoveLabel(EntryFacts facts, EntryState state, CatalogChange.RemoveLabel remove)
    {
        int? current = state.Labels.TryGetValue(remove.Label, out int labelled) ? labelled : null;
        if (!remove.Condition.IsMetBy(current))
        {
            return Refuse(facts, new WriteResult.LabelConflict(current));
        }

        if (current is null)
        {
            return Refuse(facts, new WriteResult.NotFound("label"));
        }

        EntryState after = state with { Labels = state.Labels.Remove(remove.Label), UpdatedAt = remove.At };
        return Apply(facts, after, current.Value, new EntryWrites { RemovedLabels = [remove.Label] });
    }

    private static ChangeDecision DecideAddSuggestions(EntryFacts facts, EntryState state, CatalogChange.AddSuggestions add)
    {
        int version = state.Current.Number;
        ImmutableArray<Suggestion> added = Attach(add, version, add.Suggestions);
        EntryState after = state with { SuggestionsCount = state.SuggestionsCount + added.Length, UpdatedAt = add.At };
        return Apply(facts, after, version, new EntryWrites { Suggestions = added });
    }

    private static ChangeDecision DecideResolve(EntryFacts facts, EntryState state, CatalogChange.ResolveSuggestion resolve)
    {
        if (!facts.Suggestions.TryGetValue(resolve.Id, out Suggestion? suggestion))
        {
            return Refuse(facts, new WriteResult.NotFound("suggestion"));
        }

        if (suggestion.Status != SuggestionStatus.Open)
        {
            return Refuse(facts, new WriteResult.AlreadyResolved(suggestion.Status));
        }

        Suggestion resolved = suggestion with { Status = resolve.Status, ResolvedAt = resolve.At, ResolvedBy = resolve.Author };
        EntryState after = state with { SuggestionsCount = state.SuggestionsCount - 1, UpdatedAt = resolve.At };
        return Apply(facts, after, suggestion.Version, new EntryWrites { Suggestions = [resolved] });
    }

    private static ImmutableArray<Suggestion> Attach(CatalogChange change, int version, ImmutableArray<NewSuggestion> suggestions) =>
    [
        .. suggestions.Select(one => new Suggestion
        {
            Id = one.Id,
            Key = change.Key,
            Version = version,
            Text = one.Text,
            Author = change.Author,
            Status = SuggestionStatus.Open,
            CreatedAt = change.At,
        }),
    ];

    /// <summary>Memory holds the versions that a label points to, and the latest.</summary>
    private static ImmutableDictionary<int, EntryVersion> Labelled(EntryFacts facts, EntryState state) =>
        state.Labels.Values.Append(state.LatestVersion).Distinct()
            .ToImmutableDictionary(number => number, number => state.Versions.GetValueOrDefault(number) ?? facts.MoreVersions[number]);
}
