using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Json;
using PromptIntel.Core.Leagues;

namespace PromptIntel.Adapters.Relational;

/// <summary>Example leagues, and what stages kept in the side tables.</summary>
internal sealed class RelationalLeagueStore(RelationalDatabase database) : ILeagueStore
{
    private const string Matching =
        "FROM league_examples WHERE (@Sport IS NULL OR LOWER(sport) = LOWER(@Sport)) AND (@Tier IS NULL OR tier = @Tier)";

    public Task<int> UpsertExamplesAsync(IReadOnlyCollection<LeagueExample> examples, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                int written = 0;
                foreach (LeagueExample example in examples)
                {
                    written += await session.ExecuteAsync(
                        """
                        INSERT INTO league_examples (id, league_name, sport, sport_bucket, tier, region, hash, value)
                        VALUES (@Id, @LeagueName, @Sport, @SportBucket, @Tier, @Region, @Hash, @Value)
                        ON CONFLICT (id) DO UPDATE SET
                            league_name = excluded.league_name, sport = excluded.sport, sport_bucket = excluded.sport_bucket,
                            tier = excluded.tier, region = excluded.region, hash = excluded.hash, value = excluded.value
                        WHERE league_examples.hash <> excluded.hash
                        """,
                        Arguments(example), token);
                }

                if (written > 0)
                {
                    await session.ExecuteAsync("UPDATE league_example_revision SET revision = revision + 1", [], token);
                }

                return written;
            },
            cancellationToken);

    public Task<long> ReadExamplesRevisionAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            (session, token) => session.QuerySingleAsync<long>("SELECT revision FROM league_example_revision", [], token),
            cancellationToken);

    public Task<LeagueExamplePage> ListExamplesAsync(LeagueExampleQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                (string, SqlValue)[] parameters =
                    [("@Sport", query.Sport), ("@Tier", query.Tier), ("@After", query.After), ("@Limit", query.Limit)];
                int total = await session.QuerySingleAsync<int>($"SELECT COUNT(*) {Matching}", parameters, token);

                // One more than asked for tells whether there is another page.
                IReadOnlyList<ExampleRow> rows = await session.QueryAsync<ExampleRow>(
                    $"""
                    SELECT id, league_name, sport, sport_bucket, tier, region, hash, value {Matching} AND (@After IS NULL OR id > @After)
                    ORDER BY id LIMIT @Limit + 1
                    """,
                    parameters, token);
                bool hasMore = rows.Count > query.Limit;
                return new LeagueExamplePage(
                    [.. rows.Take(query.Limit).Select(row => row.ToExample())], hasMore ? rows[query.Limit - 1].Id : null, total);
            },
            cancellationToken);

    public Task<IReadOnlyList<LeagueExampleCount>> CountExamplesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LeagueExampleCount>>(
            async (session, token) =>
            {
                IReadOnlyList<CountRow> rows = await session.QueryAsync<CountRow>(
                    "SELECT sport, tier, COUNT(*) AS count FROM league_examples GROUP BY sport, tier ORDER BY sport, tier", [], token);
                return [.. rows.Select(row => new LeagueExampleCount(row.Sport, row.Tier, (int)row.Count))];
            },
            cancellationToken);

    public Task<LeagueRecord?> FindRecordAsync(Guid executionId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                RecordRow? row = await session.QuerySingleOrDefaultAsync<RecordRow>(
                    """
                    SELECT league_name, sport, tier, overall_score, confidence, fingerprint, created_at FROM league_records
                    WHERE execution_id = @id
                    """,
                    [("@id", executionId.ToString("D"))], token);
                return row is null ? null : new LeagueRecord(
                    executionId,
                    row.LeagueName,
                    row.Sport,
                    row.Tier,
                    (decimal)row.OverallScore,
                    (decimal)row.Confidence,
                    row.Fingerprint,
                    Instant(row.CreatedAt));
            },
            cancellationToken);

    public Task<ContractRecord?> FindContractAsync(Guid executionId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                ContractRow? row = await session.QuerySingleOrDefaultAsync<ContractRow>(
                    "SELECT league_name, tier, annual_fee, currency, markdown, status, created_at FROM contracts WHERE execution_id = @id",
                    [("@id", executionId.ToString("D"))], token);
                return row is null ? null : new ContractRecord(
                    executionId,
                    row.LeagueName,
                    row.Tier,
                    (decimal)row.AnnualFee,
                    row.Currency,
                    row.Markdown,
                    row.Status,
                    Instant(row.CreatedAt));
            },
            cancellationToken);

    private static (string Name, SqlValue Value)[] Arguments(LeagueExample example) =>
    [
        ("@Id", example.Id), ("@LeagueName", example.LeagueName), ("@Sport", example.Sport), ("@SportBucket", example.SportBucket),
        ("@Tier", example.Tier), ("@Region", example.Region), ("@Hash", example.Hash), ("@Value", example.Value.GetRawText()),
    ];

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed class ExampleRow
    {
        public string Id { get; set; } = "";

        public string LeagueName { get; set; } = "";

        public string Sport { get; set; } = "";

        public string SportBucket { get; set; } = "";

        public string Tier { get; set; } = "";

        public string Region { get; set; } = "";

        public string Hash { get; set; } = "";

        public string Value { get; set; } = "";

        public LeagueExample ToExample() =>
            new(Id, LeagueName, Sport, SportBucket, Tier, Region, Hash, JsonElement.Parse(Value, StorableJson.Kept));
    }

    private sealed class CountRow
    {
        public string Sport { get; set; } = "";

        public string Tier { get; set; } = "";

        public long Count { get; set; }
    }

    private sealed class RecordRow
    {
        public string? LeagueName { get; set; }

        public string? Sport { get; set; }

        public string Tier { get; set; } = "";

        public double OverallScore { get; set; }

        public double Confidence { get; set; }

        public string Fingerprint { get; set; } = "";

        public string CreatedAt { get; set; } = "";
    }

    private sealed class ContractRow
    {
        public string? LeagueName { get; set; }

        public string Tier { get; set; } = "";

        public double AnnualFee { get; set; }

        public string Currency { get; set; } = "";

        public string Markdown { get; set; } = "";

        public string Status { get; set; } = "";

        public string CreatedAt { get; set; } = "";
    }
}
