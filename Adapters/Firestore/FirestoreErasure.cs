using System.Collections.Immutable;

using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Firestore;

/// <summary>
/// Takes a user's documents out, all that are here and no longer in the system of record; a user who began anew keeps what is new.
/// Repeated and late calls do no harm.
/// </summary>
internal sealed class FirestoreErasure(FirestoreClient client, ISyncSource source)
{
    /// <param name="write">Writes documents, given also what is only read, to the state that a function gives, in one transaction.</param>
    public async Task EraseAsync(
        string userId, Func<string[], string[], Func<CancellationToken, Task<ImmutableArray<SyncState?>>>, CancellationToken, Task> write,
        CancellationToken cancellationToken)
    {
        SyncDocument preferences = SyncDocument.Preferences(userId);
        string user = FirestorePaths.Of(preferences);

        // Touching the guard ends every delivery that has read it before: from here on nobody can bring back what
        // was read before the erasure.
        await client.CommitAsync(
            null, [client.Update(user, [KeyValuePair.Create<string, object?>("erasing", true)], position: null)], cancellationToken);
        await SweepAsync(
            $"{user}/{FirestorePaths.History}", id => new SyncDocument(SyncCollection.UserHistory, userId, id), cancellationToken);
        await SweepAsync(
            $"{user}/{FirestorePaths.Feedback}", id => new SyncDocument(SyncCollection.UserFeedback, userId, id), cancellationToken);

        // Without a position the guard gives way to any state: deleted where there are no preferences, else what they are now.
        await write([user], [], async token => await source.ReadAsync([preferences], token), cancellationToken);
    }

    private async Task SweepAsync(string collection, Func<string, SyncDocument> document, CancellationToken cancellationToken)
    {
        string? page = null;

        do
        {
            (IReadOnlyList<string> ids, page) = await client.ListAsync(collection, page, cancellationToken);
            ImmutableArray<SyncState?> states = await source.ReadAsync([.. ids.Select(document)], cancellationToken);
            string[] gone = [.. ids.Where((_, index) => states[index] is null)];

            if (gone.Length > 0)
            {
                await client.CommitAsync(null, gone.Select(id => client.Delete($"{collection}/{id}")), cancellationToken);
            }
        }
        while (page is not null);
    }
}
