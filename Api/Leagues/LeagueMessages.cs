using System.Text.Json;

using PromptIntel.Api.OpenApi;

namespace PromptIntel.Api.Leagues;

internal sealed record LeagueExampleItem(
    string Id, string LeagueName, string Sport, string SportBucket, string Tier, string Region, JsonElement Value);

/// <param name="Fingerprint">Equal for the same league described twice alike.</param>
internal sealed record LeagueRecordResponse(
    Guid ExecutionId, string? LeagueName, string? Sport, string Tier, decimal OverallScore, decimal Confidence, string Fingerprint,
    DateTimeOffset CreatedAt);

/// <param name="Markdown">The whole contract.</param>
/// <param name="Status">Approved when a person approved it.</param>
internal sealed record ContractResponse(
    Guid ExecutionId, string? LeagueName, string Tier, decimal AnnualFee, string Currency, string Markdown,
    [property: OneOf("draft", "approved")] string Status,
    DateTimeOffset CreatedAt);
