using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Relational.Users;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresUserStoreTests : UserStoreConformance
{
    private readonly PostgresSchemas _schemas = new();
    private PostgresDatabase _database = null!;

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async ValueTask<IUserStore> CreateAsync() =>
        new RelationalUserStore(_database = await _schemas.OpenAsync(Token), SyncRoutes.None);

    protected override Task RecordAsync(IReadOnlyList<HistoryEvent> events) =>
        UserRecords.RecordAsync(_database, SyncRoutes.None, events, Token);
}
