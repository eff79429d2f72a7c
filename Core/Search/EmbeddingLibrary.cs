using System.Threading.Channels;

using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Memory;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search.Embeddings;

namespace PromptIntel.Core.Search;

/// <summary>
/// The vectors of the catalog: follows the active generation of the store, embeds what changed, learns anew when the catalog has grown.
/// One embedder and index pair is active at a time and replaced as a whole. Several libraries, in several processes, may share one store:
/// one of them trains, all of them follow.
/// </summary>
public sealed class EmbeddingLibrary : IDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);
    private const int LongestBulk = 30;

    private static readonly TimeSpan WhileAnotherWorks = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ICatalogReader _catalog;
    private readonly IEmbeddingStore _store;
    private readonly EmbedderChoice _choice;
    private readonly PendingEntries _pending;
    private readonly GenerationTraining _training;
    private readonly GenerationLoader _loader;
    private readonly RemotePresence _remote;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IDisposable[] _subscriptions;
    private ActiveEmbeddings? _active;
    private string? _unusable;
    private TimeSpan? _again;
    private int _isOutOfDate = 1;
    private long _changedAt;
    private long _unlearnedSince;

    /// <param name="derived">Tells that another instance may have activated a generation.</param>
    internal EmbeddingLibrary(
        ICatalogReader catalog,
        IEmbeddingStore store,
        EmbedderChoice choice,
        EntryVectors vectors,
        GenerationTraining training,
        GenerationLoader loader,
        DerivedChanges derived,
        TimeProvider time,
        ILogger<EmbeddingLibrary> logger)
    {
        (_catalog, _store, _choice, _training, _loader, _time, _logger) = (catalog, store, choice, training, loader, time, logger);
        _pending = new PendingEntries(catalog, vectors);
        _remote = new RemotePresence(catalog, choice, time, logger);
        _subscriptions = [catalog.Subscribe(Applied), derived.Subscribe(DerivedChanged)];
        Attend();
    }

    /// <summary>Whether there are entries, and searches do not compare meanings yet.</summary>
    public bool IsBehind => Active is null && _catalog.Entries.Count > 0;

    /// <summary>The pair that queries use now; null before the first generation.</summary>
    internal ActiveEmbeddings? Active => Volatile.Read(ref _active);

    /// <summary>
    /// Returns when an entry waits to be embedded, another generation is active, an earlier failure may be tried
    /// again, and at once the first time.
    /// </summary>
    public async Task WaitForPendingAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task woken = _wake.Reader.WaitToReadAsync(waiting.Token).AsTask();

        if (_again is { } delay)
        {
            await Task.WhenAny(woken, Task.Delay(delay, _time, waiting.Token));
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
    /// Takes the active generation over, embeds what waits, keeps the index whole, and learns anew when the catalog has grown by
    /// <see cref="SearchOptions.RetrainGrowth"/>, unless another process does: what changes meanwhile is embedded for the active
    /// generation too. A remote embedder that is not there yet is stood in for and takes over when it is; one that fails is logged and
    /// tried again later.
    /// </summary>
    public async Task EmbedPendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            _again = WhileAnotherWorks;
            await PassAsync(cancellationToken);
            await _remote.LookAsync(Active?.Generation, cancellationToken);

            if (IsTrainingDue(Active?.Generation) && IsCalm)
            {
                Interlocked.Exchange(ref _unlearnedSince, 0);
                await TrainAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (IsOfRemote(exception) && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a remote embedder throws, words go on; what waited still waits.
            Log.EmbedderFailed(_logger, exception, _choice.RemoteName!);
            _remote.Failed(Active?.Generation);
            _again = Active is null ? WhileAnotherWorks : AfterFailure;
        }
    }

    /// <summary>
    /// The rebuild job: learns from the catalog as it is, embeds every entry, makes the result the active generation of all instances, this
    /// one before it returns. Waits while another process trains.
    /// </summary>
    public async Task<RebuildSummary> RebuildAsync(CancellationToken cancellationToken)
    {
        await _remote.LookAsync(Active?.Generation, cancellationToken);

        while (true)
        {
            (_, RebuildSummary? summary) = await _training.RunAsync(_ => true, cancellationToken);

            if (summary is not null)
            {
                DerivedChanged();
                await PassAsync(cancellationToken);
                return summary;
            }

            await Task.Delay(WhileAnotherWorks, _time, cancellationToken);
        }
    }

    public void Dispose()
    {
        Array.ForEach(_subscriptions, subscription => subscription.Dispose());
        _active?.Index.Dispose();
        _turn.Dispose();
    }

    /// <summary>Asks for another look: a search found the index not whole.</summary>
    internal void Attend() => _wake.Writer.TryWrite(true);

    private void Applied(EntryState state)
    {
        long now = _time.GetTimestamp();
        Volatile.Write(ref _changedAt, now);
        Interlocked.CompareExchange(ref _unlearnedSince, now, 0);
        _pending.Add(state.Key);
        Attend();
    }

    private void DerivedChanged()
    {
        Volatile.Write(ref _isOutOfDate, 1);
        Attend();
    }

    private bool IsOfRemote(Exception exception) => _choice.RemoteName is not null && exception is not IOException;

    /// <summary>
    /// A generation that is not the one this process knows is due only if it cannot be used; who activated it knew the catalog.
    /// </summary>
    private bool IsTrainingDue(EmbeddingGeneration? stored)
    {
        int entries = _catalog.Entries.Count;
        return entries > 0
            && (stored is null || stored.Id == _unusable || (stored.Id == Active?.Generation.Id && _choice.IsOutgrown(stored, entries)));
    }

    /// <summary>
    /// Whether a bulk of changes is over, or has gone on for so long that it is not waited for; a remote embedder learns nothing from it.
    /// </summary>
    private bool IsCalm
    {
        get
        {
            (long changed, long since) = (Volatile.Read(ref _changedAt), Volatile.Read(ref _unlearnedSince));
            return since == 0
                || _choice.NameFor(_catalog.Entries.Count) == _choice.RemoteName
                || _time.GetElapsedTime(changed) >= _choice.QuietTime
                || _time.GetElapsedTime(since) >= LongestBulk * _choice.QuietTime;
        }
    }

    private async Task TrainAsync(CancellationToken cancellationToken)
    {
        Task<(LeasedOutcome, RebuildSummary?)> training = _training.RunAsync(IsTrainingDue, cancellationToken);

        try
        {
            while (!training.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                await Task.WhenAny(training, _wake.Reader.WaitToReadAsync(cancellationToken).AsTask());

                if (!training.IsCompleted && _wake.Reader.TryRead(out _))
                {
                    await PassAsync(cancellationToken);
                }
            }
        }
        finally
        {
            await training;
        }

        // Whoever trained it: it is there.
        DerivedChanged();

        await PassAsync(cancellationToken);
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);

        try
        {
            await Follow_NeedsTurn(cancellationToken);

            if (_active is { } active)
            {
                await _pending.EmbedAsync(active, cancellationToken);
                await active.Index.AttendAsync(cancellationToken);
            }

            bool isWaiting = IsTrainingDue(_active?.Generation) || (_active is not null && !_pending.IsEmpty);
            _again = isWaiting ? WhileAnotherWorks : _remote.Sooner(_active?.Index.AttendIn);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes the active generation of the store the pair that queries use.</summary>
    private async Task Follow_NeedsTurn(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isOutOfDate, 0) == 0)
        {
            return;
        }

        try
        {
            EmbeddingGeneration? stored = await _store.FindActiveAsync(cancellationToken);

            if (stored is not null && stored.Id != _active?.Generation.Id)
            {
                await Adopt_NeedsTurn(stored, cancellationToken);
            }
        }
        catch
        {
            Volatile.Write(ref _isOutOfDate, 1);
            throw;
        }
    }

    private async Task Adopt_NeedsTurn(EmbeddingGeneration stored, CancellationToken cancellationToken)
    {
        if (await _loader.TryLoadAsync(stored, Attend, cancellationToken) is not { } next)
        {
            _unusable = stored.Id;
            return;
        }

        foreach (EntryState entry in _catalog.Entries.Where(entry => next.Index.HeldVersion(entry.Key) != entry.Current.Number))
        {
            _pending.Add(entry.Key);
        }

        ActiveEmbeddings? before = _active;
        Volatile.Write(ref _active, next);
        before?.Index.Dispose();
        Log.GenerationAdopted(_logger, stored.Id);

        if (before is not null && stored.Embedder == _choice.RemoteName)
        {
            Log.EmbedderTookOver(_logger, stored.Embedder, before.Generation.Embedder);
        }
    }
}

public sealed record RebuildSummary(string Generation, string Embedder, int Entries, int Dimensions, TimeSpan Duration);
