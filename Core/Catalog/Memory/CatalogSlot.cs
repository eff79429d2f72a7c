namespace PromptIntel.Core.Catalog.Memory;

/// <summary>
/// One entry as the hot path reads it: documents resolved beforehand, so that a read is a lookup and at most a scan of a few labels.
/// Immutable; documents of versions that stay are carried over, so each is serialised once.
/// </summary>
internal sealed class CatalogSlot
{
    // Every version that memory holds is the latest or has a label.
    private readonly (string Label, CatalogDocument Document)[] _labelled;
    private readonly CatalogDocument? _current;

    public CatalogSlot(EntryState state, CatalogSlot? before)
    {
        State = state;
        _labelled = new (string, CatalogDocument)[1 + state.Labels.Count];
        Label(0, VersionSelector.LatestLabel, state.LatestVersion, before);
        int index = 0;
        foreach ((string label, int number) in state.Labels)
        {
            Label(++index, label, number, before);
        }

        _current = state.IsArchived ? null : FindVersion(state.Current.Number);
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

        foreach ((string name, CatalogDocument document) in _current is null ? [] : _labelled)
        {
            if (string.Equals(name, label, StringComparison.Ordinal))
            {
                return document;
            }
        }

        return null;
    }

    private void Label(int index, string label, int number, CatalogSlot? before) =>
        _labelled[index] = (label, FindVersion(number) ?? before?.FindVersion(number) ?? new CatalogDocument(State.Versions[number]));

    private CatalogDocument? FindVersion(int number)
    {
        foreach ((_, CatalogDocument? document) in _labelled)
        {
            if (document?.Version.Number == number)
            {
                return document;
            }
        }

        return null;
    }
}
