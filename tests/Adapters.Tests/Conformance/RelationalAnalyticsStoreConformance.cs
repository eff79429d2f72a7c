using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Analytics;
using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>As <see cref="AnalyticsStoreConformance"/>, where the database's clock cannot be told.</summary>
public abstract class RelationalAnalyticsStoreConformance : AnalyticsStoreConformance
{
    private RelationalDatabase? _database;

    [Fact]
    public async Task Tables_HoldNoUser()
    {
        string[] tables = ["workflow_hours", "prompt_hours", "league_hours"];

        foreach (string table in tables)
        {
            IReadOnlyList<string> columns = await _database!.ReadAsync((session, token) => ReadColumnsAsync(session, table, token), Token);

            Assert.NotEmpty(columns);
            Assert.DoesNotContain(columns, column => column.Contains("user", StringComparison.OrdinalIgnoreCase));
        }
    }

    protected abstract Task<RelationalDatabase> OpenAsync();

    /// <summary>Names of a table's columns.</summary>
    protected abstract Task<IReadOnlyList<string>> ReadColumnsAsync(SqlSession session, string table, CancellationToken cancellationToken);

    protected override async Task<(IExecutionStore Executions, IAnalyticsStore Analytics)> CreateAsync()
    {
        _database = await OpenAsync();
        return (RelationalExecutionStores.Of(_database, SyncRoutes.None), new RelationalAnalyticsStore(_database));
    }

    protected override void SetClock(DateTimeOffset now)
    {
    }

    protected override Task CorrectAsync(Guid id, DateTimeOffset startedAt, DateTimeOffset? completedAt) => _database!.WriteAsync(
        (session, token) => session.ExecuteAsync(
            "UPDATE executions SET started_at = @started, completed_at = @completed WHERE id = @id",
            [("@started", startedAt.ToStored()), ("@completed", completedAt?.ToStored()), ("@id", id.ToString())], token),
        Token);
}
