using System.Text.Json;

using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Tests.Sqlite;

public sealed class SqliteLeagueStoreTests : LeagueStoreConformance
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("promptintel-leagues-");
    private SqliteDatabase? _database;

    public override async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    protected override async ValueTask<ILeagueStore> CreateAsync()
    {
        _database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = Path.Combine(_directory.FullName, "test.db") }, TestContext.Current.CancellationToken);
        return new RelationalLeagueStore(_database);
    }

    protected override Task WriteAsync(LeagueRecord record, ContractRecord contract) =>
        _database!.WriteAsync(
            async (transaction, token) =>
            {
                JsonElement row = JsonSerializer.SerializeToElement(new { record.LeagueName, record.Sport, record.Tier, record.OverallScore, record.Confidence, record.Fingerprint, Facts = new { }, record.CreatedAt }, SnakeCase);
                await SideTables.WriteAsync(transaction, record.ExecutionId, new SideWrite("league_records", row), token);
                await SideTables.WriteAsync(transaction, contract.ExecutionId, new SideWrite("contracts", JsonSerializer.SerializeToElement(contract, SnakeCase)), token);
            },
            TestContext.Current.CancellationToken);
}
