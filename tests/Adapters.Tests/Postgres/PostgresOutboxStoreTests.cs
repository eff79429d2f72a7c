using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresOutboxStoreTests : OutboxStoreConformance
{
    private readonly PostgresSchemas _schemas = new();
    private PostgresDatabase _database = null!;

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async ValueTask<IOutboxStore> CreateAsync() =>
        new RelationalOutboxStore(_database = await _schemas.OpenAsync(Token));

    protected override Task AppendAsync(SyncDocument document, params string[] targets) =>
        UserRecords.AppendAsync(_database, document, targets, Token);
}
