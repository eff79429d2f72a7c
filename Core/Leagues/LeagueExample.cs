using System.Text.Json;

namespace PromptIntel.Core.Leagues;

/// <summary>One league of the example collection; <see cref="Value"/> satisfies the schema <c>league_example</c>.</summary>
/// <param name="Hash">Lower-case hexadecimal SHA-256 of the canonical value; equal values have equal hashes.</param>
public sealed record LeagueExample(
    string Id, string LeagueName, string Sport, string SportBucket, string Tier, string Region, string Hash, JsonElement Value);
