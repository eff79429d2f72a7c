using System.Collections.Concurrent;

namespace PromptIntel.Core.Sync;

/// <summary>Keeps cursors for as long as the process lives.</summary>
public sealed class InMemorySyncCursorStore : ISyncCursorStore
{
    private readonly ConcurrentDictionary<string, SyncCursor> _cursors = new(StringComparer.Ordinal);

    public Task<SyncCursor?> FindAsync(string target, CancellationToken cancellationToken) =>
        Task.FromResult(_cursors.GetValueOrDefault(target));

    public Task PutAsync(string target, SyncCursor cursor, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _cursors[target] = cursor;
        return Task.CompletedTask;
    }
}
