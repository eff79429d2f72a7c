using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>The catalog as it would be after some new versions, for validation before anything is written.</summary>
internal sealed class CatalogOverlay : ICatalogReader
{
    private readonly ICatalogReader _catalog;
    private readonly Dictionary<EntryKey, EntryState> _changed = [];

    public CatalogOverlay(ICatalogReader catalog) => _catalog = catalog;

    public long Position => _catalog.Position;

    public IReadOnlyCollection<EntryState> Entries =>
        [.. _catalog.Entries.Where(state => !_changed.ContainsKey(state.Key)), .. _changed.Values.Where(state => !state.IsArchived)];

    /// <summary>Puts a version in place with its labels moved to it.</summary>
    public void Add(EntryVersion version, IEnumerable<string> labels)
    {
        EntryState? before = Find(version.Key);
        _changed[version.Key] = new EntryState
        {
            Key = version.Key,
            Kind = version.Kind,
            Position = before?.Position ?? 0,
            LatestVersion = version.Number,
            Labels = (before?.Labels ?? ImmutableDictionary<string, int>.Empty).SetItems(labels.Select(label => KeyValuePair.Create(label, version.Number))),
            Versions = (before?.Versions ?? ImmutableDictionary<int, EntryVersion>.Empty).SetItem(version.Number, version),
            SuggestionsCount = before?.SuggestionsCount ?? 0,
            UpdatedAt = version.CreatedAt,
        };
    }

    /// <summary>Puts an entry in place as it is, archived or with a label moved.</summary>
    public void Set(EntryState state) => _changed[state.Key] = state;

    public EntryState? Find(EntryKey key) => _changed.TryGetValue(key, out EntryState? state) ? state : _catalog.Find(key);

    public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken)
    {
        if (!_changed.TryGetValue(key, out EntryState? state))
        {
            return _catalog.GetAsync(key, selector, cancellationToken);
        }

        if (state.IsArchived && selector.Version is null)
        {
            return ValueTask.FromResult<EntryVersion?>(null);
        }

        return state.Resolve(selector) is not { } number
            ? ValueTask.FromResult<EntryVersion?>(null)
            : state.Versions.TryGetValue(number, out EntryVersion? version)
                ? ValueTask.FromResult<EntryVersion?>(version)
                : _catalog.GetAsync(key, VersionSelector.ForVersion(number), cancellationToken);
    }

    /// <summary>Nothing is ever applied to what might be.</summary>
    public IDisposable Subscribe(Action<EntryState> applied) => throw new NotSupportedException("An overlay does not change.");
}
