using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteSyncCursorStoreTests : SyncCursorStoreConformance
{
    private readonly SqliteFile _file = new();

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async ValueTask<ISyncCursorStore> CreateAsync() =>
        new RelationalSyncCursorStore(await _file.OpenAsync(TestContext.Current.CancellationToken));
}
