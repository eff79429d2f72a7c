using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>The parameters that a prompt may set for its model: one list for what is accepted and what is sent.</summary>
internal static class PromptParameters
{
    public const string Temperature = "temperature";
    public const string TopP = "top_p";
    public const string FrequencyPenalty = "frequency_penalty";
    public const string PresencePenalty = "presence_penalty";
    public const string MaxOutputTokens = "max_output_tokens";
    public const string Seed = "seed";
    public const string Stop = "stop";

    private const int MostStops = 4;
    private const int LongestStop = 200;
    private const int MostTokens = 1_000_000;

    private static readonly Dictionary<string, Func<JsonElement, string?>> Rules = new(StringComparer.Ordinal)
    {
        [Temperature] = value => Number(value, 0, 2),
        [TopP] = value => Number(value, 0, 1),
        [FrequencyPenalty] = value => Number(value, -2, 2),
        [PresencePenalty] = value => Number(value, -2, 2),
        [MaxOutputTokens] = value => Whole(value, 1, MostTokens),
        [Seed] = value => Whole(value, 0, int.MaxValue),
        [Stop] = Stops,
    };

    /// <summary>Every parameter that is unknown, of another type or out of range, by its name.</summary>
    public static ImmutableArray<EntryError> Check(JsonElement parameters) => parameters.ValueKind != JsonValueKind.Object
        ? []
        : [.. parameters.EnumerateObject().Select(ErrorOf).OfType<EntryError>()];

    private static EntryError? ErrorOf(JsonProperty parameter)
    {
        string? fault = Rules.TryGetValue(parameter.Name, out Func<JsonElement, string?>? rule)
            ? parameter.Value.ValueKind == JsonValueKind.Null ? null : rule(parameter.Value)
            : $"Unknown parameter; allowed are {string.Join(", ", Rules.Keys)}.";
        return fault is null ? null : new EntryError($"parameters.{parameter.Name}", fault);
    }

    private static string? Number(JsonElement value, double least, double most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most
            ? null
            : $"Must be a number from {least} to {most}.";

    private static string? Whole(JsonElement value, int least, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most
            ? null
            : $"Must be a whole number from {least} to {most}.";

    private static string? Stops(JsonElement value)
    {
        JsonElement[] stops = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Take(MostStops + 1)] : [value];
        return stops.Length is > 0 and <= MostStops
            && stops.All(stop => stop.ValueKind == JsonValueKind.String && stop.GetString() is { Length: > 0 and <= LongestStop })
            ? null
            : $"Must be a text or a list of at most {MostStops} texts, each of 1 to {LongestStop} characters.";
    }
}
