using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteAnalyticsStoreTests : RelationalAnalyticsStoreConformance
{
    private readonly SqliteFile _file = new();

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async Task<RelationalDatabase> OpenAsync() => await _file.OpenAsync(Token);

    protected override Task<IReadOnlyList<string>> ReadColumnsAsync(
        SqlSession session, string table, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT name FROM pragma_table_info(@table)", [("@table", table)], cancellationToken);
}
