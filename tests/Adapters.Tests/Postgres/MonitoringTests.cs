using System.Text.Json;

using Npgsql;

using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Sync;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>The queries that operators have, to the letter, on what the stores wrote.</summary>
public sealed class MonitoringTests
{
    private const string Prompts =
        "SELECT prompt_name, version, suggestions_count, updated_at FROM prompt_catalog ORDER BY suggestions_count DESC LIMIT 10;";

    private const string Workflows = """
        SELECT workflow_name, COUNT(*) as total_executions, AVG(execution_time) as avg_time_seconds,
          COUNT(*) FILTER (WHERE success = true)::FLOAT / COUNT(*) as success_rate
        FROM workflow_executions GROUP BY workflow_name ORDER BY total_executions DESC;
        """;

    private const string Examples = """
        SELECT sport, COUNT(*) as example_count, COUNT(DISTINCT tier) as tier_coverage
        FROM league_examples GROUP BY sport ORDER BY example_count DESC;
        """;

    private static readonly ExecutionIds Ids = new(TimeProvider.System);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MonitoringQueries_RunToTheLetterOnRealRows()
    {
        string connectionString = await PostgresServer.CreateDatabaseAsync();
        var options = new PostgresOptions();
        await using NpgsqlDataSource source = PostgresSchemas.Connect(connectionString, options);
        var database = new PostgresDatabase(source, options, TimeProvider.System);
        await database.PrepareAsync(Token);
        await WriteCatalogAsync(new RelationalCatalogStore(database, TimeProvider.System));
        await WriteExecutionsAsync(RelationalExecutionStores.Of(database, SyncRoutes.None));
        await new RelationalLeagueStore(database).UpsertExamplesAsync(
            [Example("a", "rowing", "basic"), Example("b", "rowing", "premium"), Example("c", "chess", "basic")], Token);

        await using NpgsqlDataSource monitor = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = options.Schema });

        Assert.Equal([["wished_for", 1, 2, Now.UtcDateTime], ["published", 1, 0, Now.UtcDateTime]], await ReadAsync(monitor, Prompts));
        object[] row = Assert.Single(await ReadAsync(monitor, Workflows));
        Assert.Equal([ExecutionStoreConformance.Manifest.Workflow.Key.Name, 3L, 2.0 / 3], [row[0], row[1], row[3]]);
        Assert.InRange(Assert.IsType<double>(row[2]), 0, 3_600);
        Assert.Equal([["rowing", 2L, 2L], ["chess", 1L, 1L]], await ReadAsync(monitor, Examples));
    }

    /// <summary>One with writes, one whose latest version is not what everybody gets, one archived.</summary>
    private static async Task WriteCatalogAsync(RelationalCatalogStore store)
    {
        await store.CommitAsync(
            [Create("wished_for") with { Suggestions = [Suggestion(), Suggestion()] }, Create("published"), Create("archived")],
            null,
            Token);
        await store.CommitAsync(
            [new CatalogChange.Append(Draft()) { Key = new EntryKey("general", "published"), At = Now, Labels = ["staging"] }],
            null,
            Token);
        await store.CommitAsync([new CatalogChange.ArchiveEntry { Key = new EntryKey("general", "archived"), At = Now }], null, Token);
    }

    /// <summary>Two that succeeded, one that failed; one that was cancelled and one that has not ended do not count.</summary>
    private static async Task WriteExecutionsAsync(RelationalExecutionStore store)
    {
        JsonElement input = JsonElement.Parse("{}");
        ExecutionTransition[] transitions = [
            new ExecutionTransition.Succeed(input),
            new ExecutionTransition.Succeed(input),
            new ExecutionTransition.Fail(new ExecutionError("x", null, "broken"))
        ];

        foreach (ExecutionTransition? transition in transitions)
        {
            await store.CreateAsync(New(input), Token);
            ClaimedExecution claimed = Assert.Single(await store.ClaimAsync(new LeaseRequest("one", TimeSpan.FromMinutes(5), 3), 1, Token));
            await store.CommitAsync(
                claimed.Lease,
                new ExecutionDelta { Execution = claimed.Execution, ExpectedSeq = claimed.Execution.Seq, Transition = transition },
                Token);
        }

        NewExecution cancelled = New(input);
        await store.CreateAsync(cancelled, Token);
        await store.ChangeAsync(cancelled.Id, new ExecutionChange.Cancel("ann", null), Token);
        await store.CreateAsync(New(input), Token);
    }

    private static NewExecution New(JsonElement input) =>
        new() { Id = Ids.Next(), Manifest = ExecutionStoreConformance.Manifest, Input = input, CreatedAt = Now };

    private static CatalogChange.Create Create(string name) => new(Draft()) { Key = new EntryKey("general", name), At = Now };

    private static NewSuggestion Suggestion() => new(Guid.CreateVersion7(Now), "shorter");

    private static EntryDraft Draft() =>
        new(
            EntryKind.Prompt,
            "A prompt.",
            [],
            new PromptBody { Type = PromptType.Text, Messages = [new PromptMessage.Text("user", "Hello")] }.ToJson());

    private static LeagueExample Example(string id, string sport, string tier) =>
        new(id, id, sport, "precision", tier, "europe", id, JsonElement.Parse("{}"));

    private static async Task<List<object[]>> ReadAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlDataReader reader = await source.CreateCommand(sql).ExecuteReaderAsync(Token);
        var rows = new List<object[]>();

        while (await reader.ReadAsync(Token))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
