using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>
/// The catalog as a fork sees it: what the origin was pinned to stands at that version for every selector, unless the fork takes current
/// versions, and what the fork asks for at the version asked. Everything else is as in the catalog.
/// </summary>
internal sealed class ForkCatalog : ICatalogReader
{
    private readonly ICatalogReader _catalog;
    private readonly bool _repins;
    private readonly Dictionary<EntryKey, EntryState> _pinned = [];
    private EntrySet? _entries;

    private ForkCatalog(ICatalogReader catalog, bool repins = true) => (_catalog, _repins) = (catalog, repins);

    private ForkCatalog(Manifest origin, bool repins, ICatalogReader catalog)
        : this(catalog, repins)
    {
        foreach (EntryVersion entry in repins ? [] : origin.Entries)
        {
            Pin(entry);
        }
    }

    /// <summary>The catalog as the run of a draft sees it: the draft stands for its prompt, everything else is as it is.</summary>
    public static ForkCatalog Of(EntryVersion draft, ICatalogReader catalog)
    {
        var view = new ForkCatalog(catalog);
        view.Pin(draft);
        return view;
    }

    public long Position => _catalog.Position;

    public EntrySet Entries => _entries ??= EntrySet.Of(_repins
        ? _catalog.Entries.Where(state => !_pinned.ContainsKey(state.Key)).Concat(_pinned.Values)
        : _pinned.Values);

    /// <summary>The versions that were asked for by name.</summary>
    public IReadOnlyList<EntryVersion> Asked { get; private set; } = [];

    /// <summary>The view, and what is wrong with the versions that the fork asks for.</summary>
    public static async ValueTask<(ForkCatalog Catalog, ImmutableArray<DefinitionError> Errors)> CreateAsync(
        Manifest origin, ForkPins pins, ICatalogReader catalog, CancellationToken cancellationToken)
    {
        var fork = new ForkCatalog(origin, pins.Repins, catalog);
        var asked = new List<EntryVersion>();
        var errors = ImmutableArray.CreateBuilder<DefinitionError>();

        for (int index = 0; index < pins.Versions.Length; index++)
        {
            ComponentReference reference = pins.Versions[index];
            ImmutableArray<EntryKey> candidates = reference.Candidates();
            EntryKey key = candidates.FirstOrDefault(
                candidate => origin.Entries.Any(entry => entry.Key == candidate),
                candidates.FirstOrDefault(candidate => catalog.Find(candidate) is not null, candidates[0]));

            if (await catalog.GetAsync(key, reference.Version, cancellationToken) is { } version)
            {
                asked.Add(version);
            }
            else
            {
                errors.Add(new DefinitionError($"versions[{index}]", "unknown_version", $"There is no {reference}."));
            }
        }

        asked.ForEach(fork.Pin);
        fork.Asked = asked;
        return (fork, errors.ToImmutable());
    }

    public EntryState? Find(EntryKey key) => _pinned.GetValueOrDefault(key) ?? _catalog.Find(key);

    public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) =>
        _pinned.TryGetValue(key, out EntryState? state) && state.Resolve(selector) is { } number
            && state.Versions.TryGetValue(number, out EntryVersion? version)
                ? ValueTask.FromResult<EntryVersion?>(version)
                : _catalog.GetAsync(key, selector, cancellationToken);

    public IDisposable Subscribe(Action<EntryState> applied) => _catalog.Subscribe(applied);

    /// <summary>Every label means this version, and so does no label.</summary>
    private void Pin(EntryVersion version)
    {
        EntryState? now = _catalog.Find(version.Key);
        IEnumerable<string> labels = (now?.Labels.Keys ?? []).Append(VersionSelector.ProductionLabel).Distinct(StringComparer.Ordinal);
        _entries = null;
        _pinned[version.Key] = new EntryState
        {
            Key = version.Key,
            Kind = version.Kind,
            Position = now?.Position ?? 0,
            LatestVersion = version.Number,
            Labels = labels.ToImmutableDictionary(label => label, _ => version.Number, StringComparer.Ordinal),
            Versions = ImmutableDictionary<int, EntryVersion>.Empty.Add(version.Number, version),
            SuggestionsCount = 0,
            UpdatedAt = now?.UpdatedAt ?? default,
        };
    }
}
