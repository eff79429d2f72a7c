using System.Text.Json;

namespace PromptIntel.Api.Leagues;

internal sealed record LeagueExampleItem(string Id, string LeagueName, string Sport, string SportBucket, string Tier, string Region, JsonElement Value);
