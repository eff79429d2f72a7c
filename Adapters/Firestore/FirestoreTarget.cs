using System.Collections.Immutable;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Firestore;

/// <summary>
/// Firestore as a place that frontends read live. A batch is one transaction: it reads the documents first, then the current state from
/// the source, then writes what is newer. Whatever else touched a document meanwhile makes Firestore refuse the commit, and the
/// transaction begins anew.
/// </summary>
internal sealed class FirestoreTarget(FirestoreClient client) : ISyncTarget
{
    private const int Attempts = 3;

    private static readonly IReadOnlyDictionary<Guid, string> NoRefusals = ImmutableDictionary<Guid, string>.Empty;

    public string Name => "firestore";

    public async Task<IReadOnlyDictionary<Guid, string>> DeliverAsync(
        IReadOnlyList<OutboxRow> rows, ISyncSource source, CancellationToken cancellationToken)
    {
        var refusals = new Dictionary<Guid, string>();
        var together = new List<OutboxRow>();

        foreach (OutboxRow row in rows)
        {
            if (row.Document.Collection != SyncCollection.User)
            {
                together.Add(row);
                continue;
            }

            await DeliverTogetherAsync(together, source, refusals, cancellationToken);
            together.Clear();
            await TryAsync(
                () => new FirestoreErasure(client, source).EraseAsync(row.Document.Owner, WriteAsync, cancellationToken),
                reason => refusals[row.Id] = reason);
        }

        await DeliverTogetherAsync(together, source, refusals, cancellationToken);
        return refusals.Count == 0 ? NoRefusals : refusals;
    }

    public async Task<IReadOnlyDictionary<EntryKey, string>> MirrorAsync(
        IReadOnlyList<EntryState> entries, CancellationToken cancellationToken)
    {
        var refusals = new Dictionary<EntryKey, string>();
        await SplitAsync(entries, some => WriteEntriesAsync(some, cancellationToken), (entry, reason) => refusals[entry.Key] = reason);
        return refusals;
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => TryAsync(
        async () =>
        {
            (string transaction, _) = await client.BeginAsync([FirestorePaths.Of(SyncDocument.Figures)], cancellationToken);
            await client.RollbackAsync(transaction, cancellationToken);
        },
        reason => throw new SyncTargetUnavailableException(reason));

    private Task DeliverTogetherAsync(
        List<OutboxRow> rows, ISyncSource source, Dictionary<Guid, string> refusals, CancellationToken cancellationToken) => SplitAsync(
        rows,
        some =>
        {
            SyncDocument[] documents = [.. some.Select(row => row.Document).Distinct()];
            return WriteAsync(
                [.. documents.Select(FirestorePaths.Of)],
                [.. documents.Select(FirestorePaths.GuardOf).OfType<string>()],
                async token => await source.ReadAsync(documents, token),
                cancellationToken);
        },
        (row, reason) => refusals[row.Id] = reason);

    private Task WriteEntriesAsync(IReadOnlyList<EntryState> entries, CancellationToken cancellationToken) => WriteAsync(
        [.. entries.Select(entry => FirestorePaths.Of(entry.Key))], [],
        _ => Task.FromResult(entries.Select(FirestoreEntries.ToState).ToImmutableArray<SyncState?>()), cancellationToken);

    /// <summary>Writes documents to the state that <paramref name="read"/> gives, where that is newer. Null states are deleted.</summary>
    private async Task WriteAsync(
        string[] paths,
        string[] guards,
        Func<CancellationToken, Task<ImmutableArray<SyncState?>>> read,
        CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            (string transaction, Dictionary<string, long> positions) = await client.BeginAsync(
                [.. paths.Union(guards, StringComparer.Ordinal)], cancellationToken);

            try
            {
                ImmutableArray<SyncState?> states = await read(cancellationToken);
                await client.CommitAsync(
                    transaction,
                    paths.Zip(states, (path, state) => WriteOf(path, state, positions)).OfType<JsonObject>(),
                    cancellationToken);
                return;
            }
            catch (FirestoreException exception) when (exception.Failure == FirestoreFailure.Aborted && attempt < Attempts)
            {
                // Somebody else was at one of the documents; what is there now is read anew.
            }
            catch (Exception exception) when (exception is not FirestoreException
            {
                Failure: FirestoreFailure.Unavailable
                or FirestoreFailure.Aborted
            })
            {
                await LetGoAsync(transaction);
                throw;
            }
        }
    }

    private JsonObject? WriteOf(string path, SyncState? state, Dictionary<string, long> positions)
    {
        bool exists = positions.TryGetValue(path, out long position);
        return state is null ? (exists ? client.Delete(path) : null)
            : exists && position >= state.Position ? null
            : client.Update(path, state.Fields, state.Position);
    }

    /// <summary>The locks of a transaction that is given up would hold the next one up.</summary>
    private async Task LetGoAsync(string transaction)
    {
        try
        {
            await client.RollbackAsync(transaction, CancellationToken.None);
        }
        catch (FirestoreException)
        {
            // It ends by itself soon.
        }
    }

    /// <summary>All together; when that is refused one by one, so that one bad document does not keep the others.</summary>
    private static async Task SplitAsync<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, Task> write, Action<T, string> refuse)
    {
        if (items.Count == 0)
        {
            return;
        }

        bool isRefused = false;
        await TryAsync(() => write(items), reason =>
        {
            isRefused = true;

            if (items.Count == 1)
            {
                refuse(items[0], reason);
            }
        });

        if (isRefused && items.Count > 1)
        {
            foreach (T item in items)
            {
                await TryAsync(() => write([item]), reason => refuse(item, reason));
            }
        }
    }

    private static async Task TryAsync(Func<Task> work, Action<string> refuse)
    {
        try
        {
            await work();
        }
        catch (FirestoreException exception) when (exception.Failure == FirestoreFailure.Refused)
        {
            refuse(exception.Message);
        }
        catch (FirestoreException exception)
        {
            throw new SyncTargetUnavailableException(exception.Message, exception);
        }
    }
}
