using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteLeaseStoreTests : RelationalLeaseStoreConformance
{
    private readonly SqliteFile _file = new();
    private RelationalDatabase? _database;

    protected override RelationalDatabase Database => _database!;

    protected override async Task<ILeaseStore> CreateStoreAsync() => new RelationalLeaseStore(_database = await _file.OpenAsync(Token));

    protected override ValueTask DisposeStoreAsync() => _file.DisposeAsync();
}
