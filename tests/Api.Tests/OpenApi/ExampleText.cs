using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PromptIntel.Api.Tests.OpenApi;

/// <summary>
/// Makes an answer an example: long texts and lists are cut, ids, instants and hashes become the same in every recording, and
/// nothing of the machine that it ran on is left.
/// </summary>
internal sealed partial class ExampleText
{
    private const int LongestText = 160;
    private const int MostItems = 2;

    private const string SomeInstant = "2026-06-01T09:30:00Z";
    private const string SomeKey = "pi_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15";
    private const string SomeTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string SomeHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private readonly Dictionary<string, string> _ids = [];

    public JsonNode? Shorten(JsonNode? node, string name = "") => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Shorten(field.Value, field.Key)))),
        // Boxes and vectors are whole or wrong.
        JsonArray items => new JsonArray([.. items.Take(items.All(IsNumber) ? 4 : MostItems).Select(item => Shorten(item, name))]),
        JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(Replace(text, name)),
        JsonValue when name is "duration" or "execution_time" => JsonValue.Create(0.412),
        JsonValue when name is "duration_ms" => JsonValue.Create(12.5),
        _ => node?.DeepClone(),
    };

    private static bool IsNumber(JsonNode? node) => node is JsonValue value && value.TryGetValue(out double _);

    private string Replace(string text, string name)
    {
        if (name is "directory" or "instance" or "store")
        {
            return name == "store" ? "SQLite" : name == "directory" ? "content" : "api-1";
        }

        if (name == "key")
        {
            return SomeKey;
        }

        string plain = Id().Replace(text, Same);
        plain = Instant().Replace(plain, SomeInstant);
        plain = Trace().Replace(plain, SomeTrace);
        plain = Hash().Replace(plain, SomeHash);
        return plain.Length > LongestText ? $"{plain[..LongestText].TrimEnd('\r', '\n', '\ud83d')} ..." : plain;
    }

    private string Same(Match id)
    {
        if (!_ids.TryGetValue(id.Value, out string? same))
        {
            _ids[id.Value] = same = $"0193a0b0-0000-7000-8000-{_ids.Count + 1:x12}";
        }

        return same;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)")]
    private static partial Regex Instant();

    [GeneratedRegex("\\b[0-9a-f]{32}\\b")]
    private static partial Regex Trace();

    [GeneratedRegex("\\b[0-9a-f]{64}\\b")]
    private static partial Regex Hash();
}
