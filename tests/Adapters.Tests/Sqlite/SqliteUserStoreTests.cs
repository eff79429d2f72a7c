using PromptIntel.Adapters.Relational.Users;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteUserStoreTests : UserStoreConformance
{
    private readonly SqliteFile _file = new();
    private SqliteDatabase _database = null!;

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async ValueTask<IUserStore> CreateAsync() =>
        new RelationalUserStore(_database = await _file.OpenAsync(Token), SyncRoutes.None);

    protected override Task RecordAsync(IReadOnlyList<HistoryEvent> events) =>
        UserRecords.RecordAsync(_database, SyncRoutes.None, events, Token);
}
