using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>The catalog through a pooler in transaction mode.</summary>
public sealed class PooledCatalogStoreTests : CatalogStoreConformance
{
    private readonly PostgresSchemas _schemas = new(Pooler.GetAsync);

    protected override async Task<ICatalogStore> CreateStoreAsync() =>
        new RelationalCatalogStore(await _schemas.OpenAsync(Token), TimeProvider.System);

    protected override async Task<IAuditStore> OpenAuditAsync() => new RelationalAuditStore(await _schemas.OpenAsync(Token));

    protected override ValueTask DisposeStoreAsync() => _schemas.DisposeAsync();
}

/// <summary>Executions through a pooler in transaction mode.</summary>
public sealed class PooledExecutionStoreTests : ExecutionStoreConformance
{
    private readonly PostgresSchemas _schemas = new(Pooler.GetAsync);

    protected override async Task<IExecutionStore> CreateStoreAsync() =>
        RelationalExecutionStores.Of(await _schemas.OpenAsync(Token), SyncRoutes.None);

    protected override Task<IExecutionStore> CreateOtherAsync() => CreateStoreAsync();

    protected override ValueTask DisposeStoreAsync() => _schemas.DisposeAsync();
}
