using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Adapters.Relational;
using PromptIntel.Api.Tests.Execution;
using PromptIntel.Core.Sync;

namespace PromptIntel.Api.Tests.Users;

/// <summary>
/// What belongs to a user never lands in a league's table and the other way round: the schema, and what a real run leaves in it.
/// </summary>
public class DataRoutingTests(ApiHost host)
{
    private const string UserColumn = "user_id";

    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryTable_IsDeclaredWithItsOwner()
    {
        string[] undeclared = [.. (await ReadSchemaAsync()).Keys.Where(table => DataRouting.Find(table) is null)];

        Assert.True(undeclared.Length == 0, $"Declare in Core/Sync/DataRouting.cs whose these are: {string.Join(", ", undeclared)}");
    }

    [Fact]
    public async Task EveryTable_NamesAUserExactlyWhereItsOwnerAllows()
    {
        foreach ((string table, string[] columns) in await ReadSchemaAsync())
        {
            bool namesUser = columns.Contains(UserColumn);

            switch (DataRouting.Find(table)?.Owner)
            {
                case DataOwner.User:
                    Assert.True(namesUser, table);
                    break;
                case DataOwner.Execution:
                    break;
                default:
                    Assert.False(namesUser, table);
                    break;
            }
        }
    }

    [Fact]
    public void OnlyUsersDataFiguresAndTheCatalog_GoLive() =>
        Assert.All(
            DataRouting.Collections,
            collection => Assert.True(collection.IsLive
                ? collection.Owner is DataOwner.User or DataOwner.Catalog || collection.Name == "user_figures"
                : collection.Owner != DataOwner.User, collection.Name));

    [Fact]
    public async Task Run_LeavesTheUserInHisTablesAndTheLeagueInItsOwn()
    {
        string user = $"routed-{Guid.CreateVersion7():N}";
        var workflows = new WorkflowClient(_client);
        using HttpResponseMessage run = await workflows.PostAsync(
            "/api/prompts/execute",
            new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input(await workflows.SampleAsync()), user_id = user });
        string id = (await ApiHost.ReadAsync(run)).GetProperty("execution_id").GetString()!;
        using HttpResponseMessage said = await workflows.PostAsync(
            $"/api/users/{user}/feedback", new { execution_id = id, rating = 5, comment = $"by {user}" });

        string league = (await workflows.GetAsync($"/api/leagues/records/{id}")).GetProperty("league_name").GetString()!;
        Dictionary<string, HashSet<string>> found = await FindAsync(user, league);

        Assert.All(found[user], table => Assert.True(DataRouting.Find(table)!.Owner is DataOwner.User or DataOwner.Execution, table));
        Assert.All(found[league], table => Assert.True(DataRouting.Find(table)!.Owner is DataOwner.League or DataOwner.Execution, table));
        Assert.All(new[] { "user_history", "user_feedback", "executions" }, table => Assert.Contains(table, found[user]));
        Assert.Contains("league_records", found[league]);
    }

    private Task<Dictionary<string, string[]>> ReadSchemaAsync() => host.Services.GetRequiredService<RelationalDatabase>().ReadAsync(
        async (session, token) =>
        {
            var schema = new Dictionary<string, string[]>(StringComparer.Ordinal);

            foreach (string table in await session.QueryAsync<string>(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", [], token))
            {
                schema.Add(
                    table, [.. await session.QueryAsync<string>("SELECT name FROM pragma_table_info(@table)", [("@table", table)], token)]);
            }

            return schema;
        },
        Cancel);

    /// <summary>The tables that hold a text anywhere, by text.</summary>
    private async Task<Dictionary<string, HashSet<string>>> FindAsync(params string[] texts)
    {
        Dictionary<string, string[]> schema = await ReadSchemaAsync();
        return await host.Services.GetRequiredService<RelationalDatabase>().ReadAsync(
            async (session, token) =>
            {
                var found = texts.ToDictionary(text => text, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);

                foreach ((string table, string[] columns) in schema)
                {
                    foreach (string column in columns)
                    {
                        IReadOnlyList<string> held = await session.QueryAsync<string>(
                            $"SELECT CAST({column} AS TEXT) FROM {table} WHERE {column} IS NOT NULL", [], token);

                        foreach (string text in texts.Where(text => held.Any(value => value.Contains(text, StringComparison.Ordinal))))
                        {
                            found[text].Add(table);
                        }
                    }
                }

                return found;
            },
            Cancel);
    }
}
