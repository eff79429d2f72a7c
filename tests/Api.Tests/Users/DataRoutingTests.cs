using System.Data.Common;
using System.Text;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Adapters.Relational;
using PromptIntel.Api.Tests.Execution;
using PromptIntel.Core.Sync;

namespace PromptIntel.Api.Tests.Users;

/// <summary>What belongs to a user never lands in a league's table and the other way round: the schema, and what a real run leaves in it.</summary>
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
            collection => Assert.True(collection.IsLive ? collection.Owner is DataOwner.User or DataOwner.Catalog || collection.Name == "user_figures" : collection.Owner != DataOwner.User, collection.Name));

    [Fact]
    public async Task Run_LeavesTheUserInHisTablesAndTheLeagueInItsOwn()
    {
        string user = $"routed-{Guid.CreateVersion7():N}";
        var workflows = new WorkflowClient(_client);
        using HttpResponseMessage run = await workflows.PostAsync("/api/prompts/execute", new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input(await workflows.SampleAsync()), user_id = user });
        string id = (await ApiHost.ReadAsync(run)).GetProperty("execution_id").GetString()!;
        using HttpResponseMessage said = await workflows.PostAsync($"/api/users/{user}/feedback", new { execution_id = id, rating = 5, comment = $"by {user}" });

        string league = (await workflows.GetAsync($"/api/leagues/records/{id}")).GetProperty("league_name").GetString()!;
        Dictionary<string, HashSet<string>> found = await FindAsync(user, league);

        Assert.All(found[user], table => Assert.True(DataRouting.Find(table)!.Owner is DataOwner.User or DataOwner.Execution, table));
        Assert.All(found[league], table => Assert.True(DataRouting.Find(table)!.Owner is DataOwner.League or DataOwner.Execution, table));
        Assert.All(new[] { "user_history", "user_feedback", "executions" }, table => Assert.Contains(table, found[user]));
        Assert.Contains("league_records", found[league]);
    }

    private Task<Dictionary<string, string[]>> ReadSchemaAsync() => host.Services.GetRequiredService<RelationalDatabase>().ReadAsync(
        async (transaction, token) =>
        {
            var schema = new Dictionary<string, string[]>(StringComparer.Ordinal);

            foreach (string table in await TextsAsync(transaction, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", token))
            {
                schema.Add(table, [.. await TextsAsync(transaction, $"SELECT name FROM pragma_table_info('{table}')", token)]);
            }

            return schema;
        },
        Cancel);

    /// <summary>The tables that hold a text anywhere, by text.</summary>
    private async Task<Dictionary<string, HashSet<string>>> FindAsync(params string[] texts)
    {
        Dictionary<string, string[]> schema = await ReadSchemaAsync();
        return await host.Services.GetRequiredService<RelationalDatabase>().ReadAsync(
            async (transaction, token) =>
            {
                var found = texts.ToDictionary(text => text, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);

                foreach ((string table, string[] columns) in schema)
                {
                    await using DbCommand command = transaction.Connection!.CreateCommand();
                    command.Transaction = transaction;
#pragma warning disable CA2100 // The names are the schema's own.
                    command.CommandText = $"SELECT {string.Join(", ", columns)} FROM {table}";
#pragma warning restore CA2100
                    await using DbDataReader reader = await command.ExecuteReaderAsync(token);

                    while (await reader.ReadAsync(token))
                    {
                        foreach (string text in texts.Where(text => Enumerable.Range(0, reader.FieldCount).Any(column => TextOf(reader.GetValue(column)).Contains(text, StringComparison.Ordinal))))
                        {
                            found[text].Add(table);
                        }
                    }
                }

                return found;
            },
            Cancel);
    }

    private static string TextOf(object value) => value as string ?? (value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : "");

    private static async Task<List<string>> TextsAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constants, and names of the schema.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var texts = new List<string>();

        while (await reader.ReadAsync(cancellationToken))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
