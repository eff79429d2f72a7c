using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresSyncCursorStoreTests : SyncCursorStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async ValueTask<ISyncCursorStore> CreateAsync() =>
        new RelationalSyncCursorStore(await _schemas.OpenAsync(TestContext.Current.CancellationToken));
}
