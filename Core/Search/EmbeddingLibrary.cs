using System.Collections.Concurrent;
using System.Threading.Channels;

using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Search;

/// <summary>
/// The vectors of the catalog: restores the active generation from the store, embeds what changed, learns anew when the catalog has grown.
/// One embedder and index pair is active at a time and replaced as a whole.
/// </summary>
public sealed class EmbeddingLibrary : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<EntryKey, byte> _pending = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<EntryKey, int> _indexed = [];
    private readonly ICatalogReader _catalog;
    private readonly IEmbeddingStore _store;
    private readonly ISearchIndexFactory _indexes;
    private readonly EmbedderChoice _choice;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IDisposable _subscription;
    private ActiveEmbeddings? _active;
    private bool _hasRestored;
    private bool _hasFailed;

    internal EmbeddingLibrary(
        ICatalogReader catalog, IEmbeddingStore store, ISearchIndexFactory indexes, EmbedderChoice choice, TimeProvider time, ILogger<EmbeddingLibrary> logger)
    {
        (_catalog, _store, _indexes, _choice, _time, _logger) = (catalog, store, indexes, choice, time, logger);
        _subscription = catalog.Subscribe(Applied);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>The pair that queries use now; null before the first generation.</summary>
    internal ActiveEmbeddings? Active => Volatile.Read(ref _active);

    /// <summary>Returns when an entry waits to be embedded, when an earlier failure may be tried again, and at once the first time.</summary>
    public async Task WaitForPendingAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<bool> woken = _wake.Reader.WaitToReadAsync(waiting.Token).AsTask();
        if (_hasFailed)
        {
            await Task.WhenAny(woken, Task.Delay(RetryDelay, _time, waiting.Token));
            await waiting.CancelAsync();
        }
        else
        {
            await woken;
        }

        cancellationToken.ThrowIfCancellationRequested();
        _wake.Reader.TryRead(out _);
    }

    /// <summary>
    /// Embeds what waits, and learns anew when the catalog has grown by <see cref="SearchOptions.RetrainGrowth"/>. A remote embedder that
    /// fails is logged and tried again later. Calls from several threads are taken one after the other.
    /// </summary>
    public async Task EmbedPendingAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await RestoreOnce_NeedsTurn(cancellationToken);
            int entries = _catalog.Entries.Count;
            if (entries > 0 && (_active is null || _choice.IsOutgrown(_active.Generation, entries)))
            {
                await Rebuild_NeedsTurn(cancellationToken);
            }

            await EmbedPending_NeedsTurn(cancellationToken);
            _hasFailed = false;
        }
        catch (Exception exception) when (_choice.IsRemote && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a remote embedder throws, words go on; what waited still waits.
            Log.EmbedderFailed(_logger, exception, _choice.NameFor(0));
            _hasFailed = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The rebuild job: learns from the catalog as it is, embeds every entry, makes the result the active generation.</summary>
    public async Task<RebuildSummary> RebuildAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await RestoreOnce_NeedsTurn(cancellationToken);
            return await Rebuild_NeedsTurn(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _turn.Dispose();
    }

    private void Applied(EntryState state)
    {
        _pending[state.Key] = 0;
        _wake.Writer.TryWrite(true);
    }

    private async Task RestoreOnce_NeedsTurn(CancellationToken cancellationToken)
    {
        if (_hasRestored)
        {
            return;
        }

        if (await _store.FindActiveAsync(cancellationToken) is { } generation && TryRestore(generation) is { } active)
        {
            IReadOnlyList<StoredVector> vectors = await _store.ReadAsync(generation.Id, cancellationToken);
            await Project_NeedsTurn(active, vectors, cancellationToken);
        }

        _hasRestored = true;
    }

    private ActiveEmbeddings? TryRestore(EmbeddingGeneration generation)
    {
        try
        {
            return _choice.Restore(generation) is { } embedder
                ? new ActiveEmbeddings(generation, embedder, _indexes.Create(generation.Id, generation.Dimensions))
                : null;
        }
        catch (InvalidDataException exception)
        {
            Log.GenerationUnreadable(_logger, exception, generation.Id);
            return null;
        }
    }

    private async Task<RebuildSummary> Rebuild_NeedsTurn(CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        using var span = SearchTelemetry.Source.StartActivity(SearchTelemetry.RebuildSpan);
        // By key, so that the same catalog gives the same model on every machine.
        EntryVersion[] versions = [.. _catalog.Entries.OrderBy(entry => entry.Key).Select(entry => entry.Current)];
        FieldedText[] texts = Array.ConvertAll(versions, EntryText.Of);
        (EmbeddingGeneration generation, var embedder) = _choice.Create(texts, _time.GetUtcNow(), cancellationToken);
        // What the store has of this generation is not computed, or paid for, again.
        IReadOnlyList<StoredVector> stored = await _store.ReadAsync(generation.Id, cancellationToken);
        IReadOnlyList<StoredVector> vectors = await EmbedMissingAsync(generation.Id, embedder, versions, texts, stored, cancellationToken);
        generation = generation with { Dimensions = vectors.Count > 0 ? vectors[0].Vector.Length : generation.Dimensions };
        await _store.ActivateAsync(generation, vectors, cancellationToken);
        await Project_NeedsTurn(new ActiveEmbeddings(generation, embedder, _indexes.Create(generation.Id, generation.Dimensions)), vectors, cancellationToken);
        span?.SetTag(SearchTelemetry.GenerationTag, generation.Id);
        span?.SetTag(SearchTelemetry.EntriesTag, versions.Length);
        Log.GenerationActive(_logger, generation.Id, versions.Length);
        return new RebuildSummary(generation.Id, generation.Embedder, versions.Length, generation.Dimensions, _time.GetElapsedTime(started));
    }

    /// <summary>A vector for each version, in their order; only those not known yet are embedded.</summary>
    private async Task<IReadOnlyList<StoredVector>> EmbedMissingAsync(
        string generation, IEmbeddingGenerator<string, Embedding<float>> embedder, EntryVersion[] versions, FieldedText[] texts,
        IReadOnlyList<StoredVector> known, CancellationToken cancellationToken)
    {
        var vectors = known.ToDictionary(vector => (vector.Entry, vector.Version));
        int[] missing = [.. Enumerable.Range(0, versions.Length).Where(i => !vectors.ContainsKey((versions[i].Key, versions[i].Number)))];
        IReadOnlyList<float[]> embedded = await _choice.EmbedAsync(embedder, [.. missing.Select(i => texts[i])], cancellationToken);
        for (int i = 0; i < missing.Length; i++)
        {
            EntryVersion version = versions[missing[i]];
            vectors[(version.Key, version.Number)] = new StoredVector(version.Key, version.Number, embedded[i]);
        }

        SearchTelemetry.Embedded(missing.Length, generation);
        return [.. versions.Select(version => vectors[(version.Key, version.Number)])];
    }

    /// <summary>Fills the index with the vectors of current versions, then makes the pair the one that queries use.</summary>
    private async Task Project_NeedsTurn(ActiveEmbeddings active, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken)
    {
        _indexed.Clear();
        List<VectorElement> elements = [];
        foreach (StoredVector vector in vectors)
        {
            if (EntryElement.Resolve(_catalog, vector.Entry, vector.Version) is { } version)
            {
                elements.Add(EntryElement.Of(version, vector.Vector));
                _indexed[vector.Entry] = vector.Version;
            }
        }

        await active.Index.UpsertAsync(elements, cancellationToken);
        foreach (EntryState entry in _catalog.Entries.Where(entry => _indexed.GetValueOrDefault(entry.Key) != entry.Current.Number))
        {
            _pending[entry.Key] = 0;
        }

        Volatile.Write(ref _active, active);
    }

    private async Task EmbedPending_NeedsTurn(CancellationToken cancellationToken)
    {
        if (_active is not { } active)
        {
            return;
        }

        EntryKey[] taken = [.. _pending.Keys];
        foreach (EntryKey key in taken)
        {
            _pending.TryRemove(key, out _);
        }

        try
        {
            await Embed_NeedsTurn(active, taken, cancellationToken);
        }
        catch
        {
            Array.ForEach(taken, key => _pending[key] = 0);
            throw;
        }
    }

    private async Task Embed_NeedsTurn(ActiveEmbeddings active, EntryKey[] keys, CancellationToken cancellationToken)
    {
        var current = keys.ToDictionary(key => key, key => _catalog.Find(key) is { IsArchived: false } state ? state.Current : null);
        EntryVersion[] added = [.. current.Where(pair => pair.Value is { } version && _indexed.GetValueOrDefault(pair.Key) != version.Number).Select(pair => pair.Value!)];
        string[] gone =
        [
            .. current.Where(pair => _indexed.TryGetValue(pair.Key, out int version) && version != pair.Value?.Number)
                .Select(pair => EntryElement.Id(pair.Key, _indexed[pair.Key])),
        ];
        if (added.Length > 0)
        {
            var vectors = await EmbedMissingAsync(active.Generation.Id, active.Embedder, added, Array.ConvertAll(added, EntryText.Of), [], cancellationToken);
            await _store.AddAsync(active.Generation.Id, vectors, cancellationToken);
            await active.Index.UpsertAsync([.. added.Zip(vectors, (version, vector) => EntryElement.Of(version, vector.Vector))], cancellationToken);
        }

        await active.Index.RemoveAsync(gone, cancellationToken);
        foreach ((EntryKey key, EntryVersion? version) in current)
        {
            if (version is null)
            {
                _indexed.Remove(key);
            }
            else
            {
                _indexed[key] = version.Number;
            }
        }
    }
}

public sealed record RebuildSummary(string Generation, string Embedder, int Entries, int Dimensions, TimeSpan Duration);
