using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresLeaseStoreTests : RelationalLeaseStoreConformance
{
    private readonly PostgresSchemas _schemas = new();
    private RelationalDatabase? _database;

    protected override RelationalDatabase Database => _database!;

    protected override async Task<ILeaseStore> CreateStoreAsync() => new RelationalLeaseStore(_database = await _schemas.OpenAsync(Token));

    protected override ValueTask DisposeStoreAsync() => _schemas.DisposeAsync();
}
