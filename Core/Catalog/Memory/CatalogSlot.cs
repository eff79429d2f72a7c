namespace PromptIntel.Core.Catalog.Memory;

/// <summary>
/// One entry as the hot path reads it: documents resolved beforehand, so that a read is a lookup and at most a scan of a few labels.
/// Immutable; documents of versions that stay are carried over, so each is serialised once.
/// </summary>
internal sealed class CatalogSlot
{
    private readonly (string Label, CatalogDocument Document)[] _labelled;
    private readonly CatalogDocument[] _documents;
    private readonly CatalogDocument? _current;

    public CatalogSlot(EntryState state, CatalogSlot? before)
    {
        State = state;
        _documents = [.. state.Versions.Values.Select(version => before?.FindVersion(version.Number) ?? new CatalogDocument(version))];
        if (!state.IsArchived)
        {
            _current = FindVersion(state.Current.Number);
            _labelled = [
                (VersionSelector.LatestLabel, FindVersion(state.LatestVersion)!),
                .. state.Labels.Select(label => (label.Key, FindVersion(label.Value)!))
            ];
        }
        else
        {
            _labelled = [];
        }
    }

    public EntryState State { get; }

    /// <summary>
    /// The document that memory holds for a selector; null for a version it does not hold, an unknown label, or a
    /// label of an archived entry.
    /// </summary>
    public CatalogDocument? Find(VersionSelector selector)
    {
        if (selector.Version is { } number)
        {
            return FindVersion(number);
        }

        if (selector.Label is not { } label)
        {
            return _current;
        }

        foreach ((string name, CatalogDocument document) in _labelled)
        {
            if (string.Equals(name, label, StringComparison.Ordinal))
            {
                return document;
            }
        }

        return null;
    }

    private CatalogDocument? FindVersion(int number)
    {
        foreach (CatalogDocument document in _documents)
        {
            if (document.Version.Number == number)
            {
                return document;
            }
        }

        return null;
    }
}
