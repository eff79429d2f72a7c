using System.Text;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Json;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Values as the tables hold them.</summary>
internal static class Stored
{
    private const decimal Billion = 1_000_000_000m;
    private const int MostRented = 1 << 20;

    public static string Id(Guid id) => id.ToString();

    public static Guid Id(string id) => Guid.Parse(id);

    public static long Instant(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    public static long? Instant(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds();

    public static DateTimeOffset Instant(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Instant(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    public static long? Cost(decimal? dollars) => dollars is { } value ? (long)Math.Round(value * Billion) : null;

    public static decimal? Cost(long? billionths) => billionths / Billion;

    public static string Json(JsonElement value) => value.GetRawText();

    public static string? Json(JsonElement? value) => value?.GetRawText();

    public static JsonElement? JsonOrNull(string? text) => text is null ? null : Json(text);

    /// <summary>Large texts through bytes of their own: what the parser would rent for them stays in a pool.</summary>
    public static JsonElement Json(string text) =>
        text.Length > MostRented
            ? JsonElement.Parse(Encoding.UTF8.GetBytes(text), StorableJson.Kept)
            : JsonElement.Parse(text, StorableJson.Kept);

    public static string? Error(ExecutionError? error) => error is null ? null : JsonSerializer.Serialize(error, ErrorJson);

    public static ExecutionError? Error(string? text) => text is null ? null : JsonSerializer.Deserialize<ExecutionError>(text, ErrorJson);

    private static readonly JsonSerializerOptions ErrorJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
