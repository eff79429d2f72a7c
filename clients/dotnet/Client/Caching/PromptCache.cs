using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

using Microsoft.Extensions.Logging;

using PromptIntel.Client.Catalog;
using PromptIntel.Client.Transport;

namespace PromptIntel.Client.Caching;

/// <summary>
/// Prompts in memory, kept fresh by the server's change log: what was read once is read from memory, and anew as soon as somebody changed
/// it or what it includes. While no server answers, what was known last is given, marked as such. It follows from the first call on, or
/// from <see cref="Start"/>. Safe for concurrent use.
/// </summary>
public sealed partial class PromptCache : IAsyncDisposable
{
    /// <summary>What is asked for beyond this many is read anew every time.</summary>
    private const int MostHeld = 10_000;

    private readonly PromptsClient _prompts;
    private readonly ILogger _logger;
    private readonly ChangeFollower _follower;
    private readonly ConcurrentDictionary<PromptReference, HeldPrompt> _held = new();
    private ImmutableArray<Func<CatalogEntry, bool>> _kept = [];
    private ImmutableSortedDictionary<string, CatalogEntry> _entries =
        ImmutableSortedDictionary.Create<string, CatalogEntry>(StringComparer.Ordinal);

    public PromptCache(PromptIntelClient client, TimeProvider time, ILogger<PromptCache> logger)
    {
        ArgumentNullException.ThrowIfNull(client);
        _prompts = client.Prompts;
        _logger = logger;
        _follower = new ChangeFollower(client.Prompts, time, Fill, Take, RefreshOutdated);
    }

    /// <summary>Every change of the catalog up to this position is known; 0 before the first contact.</summary>
    public long Position => _follower.Position;

    /// <summary>Whether changes are heard of at this moment.</summary>
    public bool IsFollowing => _follower.IsFollowing;

    /// <summary>When the server was last heard; null before the first contact. It is heard every 15 s at least.</summary>
    public DateTimeOffset? HeardAt => _follower.HeardAt;

    /// <summary>Every entry that is not archived, as last known. Descriptions and tags are those of the first contact.</summary>
    public IEnumerable<CatalogEntry> Entries => Volatile.Read(ref _entries).Values;

    /// <summary>Begins to follow; may be called again. Nothing is thrown while no server answers: it is tried until one does.</summary>
    public void Start() => _follower.Start();

    /// <summary>Waits until a change is known here, such as a write of one's own by the position that it gave.</summary>
    public Task WaitForAsync(long position, CancellationToken cancellationToken = default)
    {
        Start();
        return _follower.WaitForAsync(position, cancellationToken);
    }

    /// <summary>From memory where it is held and current, else from the server.</summary>
    /// <exception cref="PromptIntelException">There is no such entry, version or label, or the key may not read.</exception>
    /// <exception cref="HttpRequestException">It is not held, and no server answers.</exception>
    public ValueTask<CachedPrompt> GetAsync(PromptReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        Start();
        HeldPrompt held = Hold(reference);
        return held.TryGet(out CachedPrompt? prompt) && (IsFollowing || held.IsImmutable) ? ValueTask.FromResult(prompt)
            // What is known, now, beats what a server that is away may say after all retries.
            : !IsFollowing && held.LastKnown is { } last ? ValueTask.FromResult(last)
            : new ValueTask<CachedPrompt>(ReadAsync(reference, held, cancellationToken));
    }

    /// <summary>What is held of a prompt, without asking; false where it was never read.</summary>
    public bool TryGetHeld(PromptReference reference, [NotNullWhen(true)] out CachedPrompt? prompt)
    {
        prompt = !_held.TryGetValue(reference, out HeldPrompt? held) ? null
            : held.TryGet(out CachedPrompt? current) && (IsFollowing || held.IsImmutable) ? current
            : held.LastKnown;
        return prompt is not null;
    }

    /// <summary>
    /// Reads every entry that is wanted, and from then on whatever is wanted and new, so that all of it is there when the server is not.
    /// What is wanted stays so where this throws.
    /// </summary>
    /// <exception cref="HttpRequestException">No server answers.</exception>
    public async Task KeepAsync(Func<CatalogEntry, bool> isWanted, CancellationToken cancellationToken = default)
    {
        Start();
        // Before the list is read: what is created behind it is heard of as a change.
        ImmutableInterlocked.Update(
            ref _kept, static (kept, wanted) => kept.Contains(wanted) ? kept : kept.Add(wanted), isWanted);
        CatalogList list = await _prompts.ListAsync(cancellationToken: cancellationToken);
        await Parallel.ForEachAsync(list.Entries.Where(isWanted), cancellationToken, async (entry, token) =>
            await GetAsync(entry.Reference, token));
    }

    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync();

        foreach (HeldPrompt held in _held.Values)
        {
            held.Dispose();
        }
    }

    private HeldPrompt Hold(PromptReference reference) =>
        _held.TryGetValue(reference, out HeldPrompt? held) ? held
        : _held.Count < MostHeld ? _held.GetOrAdd(reference, new HeldPrompt(reference.Version is not null))
        : new HeldPrompt(reference.Version is not null);

    private async Task<CachedPrompt> ReadAsync(PromptReference reference, HeldPrompt held, CancellationToken cancellationToken)
    {
        try
        {
            return await held.ReadAsync((etag, token) => _prompts.GetAsync(reference, etag, Position, token), cancellationToken);
        }
        catch (PromptIntelException gone) when (!gone.IsOutage)
        {
            _held.TryRemove(reference, out _);
            throw;
        }
        catch (Exception outage) when (held.LastKnown is not null && Outages.IsOne(outage, cancellationToken))
        {
            return held.LastKnown;
        }
    }

    /// <summary>Begins anew at what the catalog is now, not older than a position.</summary>
    private async Task<long> Fill(long minPosition, CancellationToken cancellationToken)
    {
        CatalogList list = await _prompts.ListAsync("/api/prompts/catalog", minPosition, cancellationToken);
        Volatile.Write(ref _entries, list.Entries.ToImmutableSortedDictionary(
            entry => entry.Reference.ToString(), entry => entry, StringComparer.Ordinal));

        foreach (HeldPrompt held in _held.Values)
        {
            held.Outdate();
        }

        return list.Position;
    }

    private void Take(CatalogChange change)
    {
        var reference = new PromptReference(change.Namespace, change.Name);
        string key = reference.ToString();
        int version = change.Labels.GetValueOrDefault("production", change.Version);
        Volatile.Write(ref _entries, change.Archived
            ? _entries.Remove(key)
            : _entries.SetItem(key, (_entries.GetValueOrDefault(key) ?? CatalogEntryOf(change)) with { Version = version }));

        foreach ((PromptReference at, HeldPrompt held) in _held)
        {
            if (held.MayInclude(change) || (at.Version is null && at.Name == change.Name && at.Namespace == change.Namespace))
            {
                held.Outdate();
            }
        }
    }

    /// <summary>Reads at once what is held and outdated, so that it is there even if the server goes away next.</summary>
    private async Task RefreshOutdated(CancellationToken cancellationToken)
    {
        ImmutableArray<Func<CatalogEntry, bool>> kept = _kept;

        foreach (CatalogEntry entry in kept.IsEmpty ? [] : Entries.Where(entry => kept.Any(isWanted => isWanted(entry))))
        {
            Hold(entry.Reference);
        }

        foreach ((PromptReference reference, HeldPrompt held) in _held.Where(held => held.Value.IsOutdated))
        {
            try
            {
                await ReadAsync(reference, held, cancellationToken);
            }
            catch (PromptIntelException gone) when (!gone.IsOutage)
            {
                // Archived, or without the label: the next who asks is told.
                LogGone(_logger, reference, gone.Code);
            }
        }
    }

    private static CatalogEntry CatalogEntryOf(CatalogChange change) => new(
        change.Namespace, change.Name, change.Kind, change.Version, "", [], [.. change.Labels.Keys], 0, DateTimeOffset.UnixEpoch);

    [LoggerMessage(1, LogLevel.Debug, "{Reference} is not there any more: {Code}")]
    private static partial void LogGone(ILogger logger, PromptReference reference, string code);
}
