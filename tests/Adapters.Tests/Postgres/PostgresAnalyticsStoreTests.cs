using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresAnalyticsStoreTests : RelationalAnalyticsStoreConformance
{
    private readonly PostgresSchemas _schemas = new();

    public override ValueTask DisposeAsync() => _schemas.DisposeAsync();

    protected override async Task<RelationalDatabase> OpenAsync() => await _schemas.OpenAsync(Token);

    protected override Task<IReadOnlyList<string>> ReadColumnsAsync(
        SqlSession session, string table, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table",
            [("@table", table)],
            cancellationToken);
}
