using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresExecutionStoreTests : ExecutionStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    protected override async Task<IExecutionStore> CreateStoreAsync() =>
        RelationalExecutionStores.Of(await _schemas.OpenAsync(Token), SyncRoutes.None);

    protected override Task<IExecutionStore> CreateOtherAsync() => CreateStoreAsync();

    protected override ValueTask DisposeStoreAsync() => _schemas.DisposeAsync();
}
