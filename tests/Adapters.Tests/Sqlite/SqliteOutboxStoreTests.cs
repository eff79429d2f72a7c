using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteOutboxStoreTests : OutboxStoreConformance
{
    private readonly SqliteFile _file = new();
    private SqliteDatabase _database = null!;

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async ValueTask<IOutboxStore> CreateAsync() => new RelationalOutboxStore(_database = await _file.OpenAsync(Token));

    protected override Task AppendAsync(SyncDocument document, params string[] targets) =>
        UserRecords.AppendAsync(_database, document, targets, Token);
}
