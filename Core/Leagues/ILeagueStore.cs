using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues;

/// <summary>
/// The example leagues, and what the workflow kept: one league record and one contract for each execution. Records and contracts are
/// written by the execution store, in the transaction of the stage that made them; this port reads them.
/// Safe for concurrent use. A missing value is null; cancellation leaves nothing half written.
/// </summary>
public interface ILeagueStore
{
    /// <summary>
    /// Inserts or replaces examples by id, all or none. One whose hash is stored already is left alone.
    /// Answers how many were written.
    /// </summary>
    Task<int> UpsertExamplesAsync(IReadOnlyCollection<LeagueExample> examples, CancellationToken cancellationToken);

    /// <summary>Examples by id, ordinal order, after <paramref name="query"/>'s cursor.</summary>
    Task<LeagueExamplePage> ListExamplesAsync(LeagueExampleQuery query, CancellationToken cancellationToken);

    /// <summary>Another number after every write that changed an example, whoever made it.</summary>
    Task<long> ReadExamplesRevisionAsync(CancellationToken cancellationToken);

    /// <summary>How many examples there are of each sport and tier, by sport then tier.</summary>
    Task<IReadOnlyList<LeagueExampleCount>> CountExamplesAsync(CancellationToken cancellationToken);

    /// <summary>What the workflow recorded about the league of an execution; null before its persist stage was committed.</summary>
    Task<LeagueRecord?> FindRecordAsync(Guid executionId, CancellationToken cancellationToken);

    /// <summary>The contract of an execution; null before its persist stage was committed.</summary>
    Task<ContractRecord?> FindContractAsync(Guid executionId, CancellationToken cancellationToken);
}

/// <param name="Sport">Equal, ignoring case; null takes all.</param>
/// <param name="Tier">Equal; null takes all.</param>
/// <param name="After">The last id of the page before; null starts.</param>
/// <param name="Limit">1 to 500.</param>
public sealed record LeagueExampleQuery(string? Sport = null, string? Tier = null, string? After = null, int Limit = 100);

/// <param name="NextCursor">Null on the last page.</param>
/// <param name="Total">Of all that match, not of the page.</param>
public sealed record LeagueExamplePage(ImmutableArray<LeagueExample> Items, string? NextCursor, int Total);

public sealed record LeagueExampleCount(string Sport, string Tier, int Count);

/// <param name="Fingerprint">Of the normalised facts; equal for the same league described twice alike.</param>
public sealed record LeagueRecord(
    Guid ExecutionId,
    string? LeagueName,
    string? Sport,
    string Tier,
    decimal OverallScore,
    decimal Confidence,
    string Fingerprint,
    DateTimeOffset CreatedAt);

/// <param name="Markdown">The whole contract.</param>
/// <param name="Status"><c>draft</c>, or <c>approved</c> when a person approved it.</param>
public sealed record ContractRecord(
    Guid ExecutionId,
    string? LeagueName,
    string Tier,
    decimal AnnualFee,
    string Currency,
    string Markdown,
    string Status,
    DateTimeOffset CreatedAt);
