using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>The catalog as it would be after some changes, for validation before anything is written. For one thread at a time.</summary>
internal sealed class CatalogOverlay(ICatalogReader catalog) : ICatalogReader
{
    private readonly Dictionary<EntryKey, EntryState> _changed = [];
    private readonly Dictionary<(EntryKey Key, int Number), EntryVersion> _versions = [];
    private EntrySet? _listed;

    public long Position => catalog.Position;

    public EntrySet Entries => _listed ?? catalog.Entries;

    /// <summary>Puts an entry in place, with versions that the catalog does not have yet.</summary>
    public void Set(EntryState state, ImmutableArray<EntryVersion> newVersions)
    {
        _listed = Entries.With(Find(state.Key), state);
        _changed[state.Key] = state;
        foreach (EntryVersion version in newVersions)
        {
            _versions[(version.Key, version.Number)] = version;
        }
    }

    public EntryState? Find(EntryKey key) => _changed.TryGetValue(key, out EntryState? state) ? state : catalog.Find(key);

    public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken)
    {
        if (!_changed.TryGetValue(key, out EntryState? state))
        {
            return catalog.GetAsync(key, selector, cancellationToken);
        }

        if ((state.IsArchived && selector.Version is null) || state.Resolve(selector) is not { } number)
        {
            return ValueTask.FromResult<EntryVersion?>(null);
        }

        return (state.Versions.GetValueOrDefault(number) ?? _versions.GetValueOrDefault((key, number))) is { } version
            ? ValueTask.FromResult<EntryVersion?>(version)
            : catalog.GetAsync(key, VersionSelector.ForVersion(number), cancellationToken);
    }

    /// <summary>Nothing is ever applied to what might be.</summary>
    public IDisposable Subscribe(Action<EntryState> applied) => throw new NotSupportedException("An overlay does not change.");
}
