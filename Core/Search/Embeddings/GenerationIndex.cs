using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search.Vectors;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// The index of one generation as this process uses it. While the index is not whole (new, emptied, away), an exact copy in this process,
/// filled from the stored vectors, answers for it, and one process of the installation fills it again. Searches come from any thread;
/// everything else from whoever holds the library's turn.
/// </summary>
/// <param name="changed">Called when the index is worth another look.</param>
internal sealed class GenerationIndex(
    EmbeddingGeneration generation,
    ISearchIndex index,
    ICatalogReader catalog,
    IEmbeddingStore store,
    LeasedWork leases,
    Action changed,
    ILogger logger) : IDisposable
{
    /// <summary>
    /// Looks in a row that found elements missing: this often it is no change under way, but a write that a restart of the index forgot.
    /// </summary>
    private const int MostDiffering = 3;

    /// <summary>
    /// Elements of superseded versions that may lie about; hits that the catalog does not hold are dropped, so they cost room only.
    /// </summary>
    private const int MostLeftovers = 64;

    private static readonly TimeSpan FillDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    private readonly Dictionary<EntryKey, int> _held = [];
    private readonly CancellationTokenSource _superseded = new();
    private InMemorySearchIndex? _standIn;
    private Task _filling = Task.CompletedTask;
    private bool _hasLostWrites;
    private int _differing;

    /// <summary>When to call <see cref="AttendAsync"/> again although nothing happened; null for never.</summary>
    public TimeSpan? AttendIn => index.CheckInterval is { } interval ? (_standIn is null && _differing == 0 ? interval : SoonAgain) : null;

    /// <summary>Whether the copy in this process answers.</summary>
    public bool IsStoodInFor => Volatile.Read(ref _standIn) is not null;

    /// <summary>As <see cref="ISearchIndex.SearchAsync"/>.</summary>
    public ValueTask<IReadOnlyList<VectorMatch>?> SearchAsync(
        ReadOnlyMemory<float> vector, VectorFilter filter, int limit, CancellationToken cancellationToken) =>
        (Volatile.Read(ref _standIn) ?? index).SearchAsync(vector, filter, limit, cancellationToken);

    /// <summary>The version of the entry that can be found; 0 for none.</summary>
    public int HeldVersion(EntryKey key) => _held.GetValueOrDefault(key);

    /// <summary>
    /// Takes in what the store has of the catalog's current versions; returns when searches are answered, which
    /// does not wait for another process or for a fill.
    /// </summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (index.CheckInterval is null)
        {
            await index.FillAsync(await ReadAsync(cancellationToken), cancellationToken);
            return;
        }

        int? count = await index.CountAsync(cancellationToken);
        IReadOnlyList<VectorElement> elements = await ReadAsync(cancellationToken);

        if (count is null)
        {
            StandIn(elements);
            _filling = FillAsync(elements);
        }
    }

    /// <summary>Writes what changed in the catalog. An index that is away gets it when it is filled again.</summary>
    public async Task WriteAsync(
        IReadOnlyList<VectorElement> added, IReadOnlyList<(EntryKey Entry, int Version)> gone, CancellationToken cancellationToken)
    {
        string[] goneIds = [.. gone.Select(old => EntryElement.Id(old.Entry, old.Version))];
        _standIn?.Add(added);
        _standIn?.Remove(goneIds);

        try
        {
            await index.UpsertAsync(added, cancellationToken);
            await index.RemoveAsync(goneIds, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            _hasLostWrites = true;
        }
    }

    /// <summary>Says which version of an entry is held now; 0 for none.</summary>
    public void Hold(EntryKey key, int version)
    {
        if (version == 0)
        {
            _held.Remove(key);
        }
        else
        {
            _held[key] = version;
        }
    }

    /// <summary>Looks whether the index is whole and does what that asks for. Does not wait for a fill.</summary>
    public async Task AttendAsync(CancellationToken cancellationToken)
    {
        if (index.CheckInterval is null || !_filling.IsCompleted)
        {
            return;
        }

        // What went wrong in it other than an outage is nobody's to swallow.
        await _filling;
        int? count = await index.CountAsync(cancellationToken);
        _differing = count is { } found && IsOff(found) ? _differing + 1 : 0;
        bool isWhole = count is not null && !_hasLostWrites;

        if (isWhole && _differing < MostDiffering)
        {
            Dismiss();
            return;
        }

        IReadOnlyList<VectorElement> elements = await ReadAsync(cancellationToken);

        if (!isWhole && _standIn is null)
        {
            StandIn(elements);
        }

        (_hasLostWrites, _differing) = (false, 0);
        _filling = FillAsync(elements);
    }

    public void Dispose()
    {
        _superseded.Cancel();
        _superseded.Dispose();
    }

    // What two processes hold may differ for long (one knows a kind of entry that the other does not), so a few too many are left alone.
    private bool IsOff(int count) => count < _held.Count || count > _held.Count + (_held.Count / 4) + MostLeftovers;

    private void StandIn(IReadOnlyList<VectorElement> elements)
    {
        InMemorySearchIndex standIn = new(generation.Dimensions);
        standIn.Add(elements);
        Volatile.Write(ref _standIn, standIn);
        Log.IndexNotWhole(logger, generation.Id);
    }

    private void Dismiss()
    {
        if (_standIn is not null)
        {
            Volatile.Write(ref _standIn, null);
            Log.IndexWhole(logger, generation.Id, _held.Count);
        }
    }

    private async Task<IReadOnlyList<VectorElement>> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredVector> vectors = await store.ReadAsync(generation.Id, cancellationToken);
        List<VectorElement> elements = [];
        _held.Clear();

        foreach (StoredVector vector in vectors)
        {
            if (EntryElement.Resolve(catalog, vector.Entry, vector.Version) is { } version)
            {
                elements.Add(EntryElement.Of(catalog, version, vector.Vector));
                // By the catalog's key, so that the stored one's text is not kept beside it.
                _held[version.Key] = vector.Version;
            }
        }

        return elements;
    }

    private async Task FillAsync(IReadOnlyList<VectorElement> elements)
    {
        CancellationToken superseded = _superseded.Token;

        try
        {
            await leases.RunAsync(
                $"search.fill.{generation.Id}",
                FillDuration,
                (_, token) => index.FillAsync(elements, token, id => EntryElement.IsSuperseded(catalog, id)),
                superseded);
            changed();
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // Still away, or the database is: looked at again soon, with the copy answering meanwhile.
            Log.IndexNotFilled(logger, exception, generation.Id);
        }
        catch (OperationCanceledException) when (superseded.IsCancellationRequested)
        {
            // Nobody needs it any more.
        }
    }
}
