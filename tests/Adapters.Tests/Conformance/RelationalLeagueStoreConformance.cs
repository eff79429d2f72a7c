using System.Text.Json;

using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>As <see cref="LeagueStoreConformance"/>, with rows written as stages write them.</summary>
public abstract class RelationalLeagueStoreConformance : LeagueStoreConformance
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private RelationalDatabase? _database;

    /// <summary>An empty database.</summary>
    protected abstract ValueTask<RelationalDatabase> OpenAsync();

    protected override async ValueTask<ILeagueStore> CreateAsync() => new RelationalLeagueStore(_database = await OpenAsync());

    protected override Task WriteAsync(LeagueRecord record, ContractRecord contract) =>
        _database!.WriteAsync(
            async (session, token) =>
            {
                JsonElement row = JsonSerializer.SerializeToElement(new
                {
                    record.LeagueName,
                    record.Sport,
                    record.Tier,
                    record.OverallScore,
                    record.Confidence,
                    record.Fingerprint,
                    Facts = new { },
                    record.CreatedAt
                }, SnakeCase);
                await SideTables.WriteAsync(session, record.ExecutionId, new SideWrite("league_records", row), token);
                await SideTables.WriteAsync(
                    session,
                    contract.ExecutionId,
                    new SideWrite("contracts", JsonSerializer.SerializeToElement(contract, SnakeCase)),
                    token);
            },
            TestContext.Current.CancellationToken);
}
