using System.Text.Json;

namespace PromptIntel.Api.Leagues;

internal sealed record LeagueExampleItem(
    string Id, string LeagueName, string Sport, string SportBucket, string Tier, string Region, JsonElement Value);

/// <param name="Fingerprint">Equal for the same league described twice alike.</param>
internal sealed record LeagueRecordResponse(
    Guid ExecutionId, string? LeagueName, string? Sport, string Tier, decimal OverallScore, decimal Confidence, string Fingerprint,
    DateTimeOffset CreatedAt);

/// <param name="Markdown">The whole contract.</param>
/// <param name="Status">draft, or approved when a person approved it.</param>
internal sealed record ContractResponse(
    Guid ExecutionId, string? LeagueName, string Tier, decimal AnnualFee, string Currency, string Markdown, string Status,
    DateTimeOffset CreatedAt);
