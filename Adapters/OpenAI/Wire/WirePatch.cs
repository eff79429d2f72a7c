using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>
/// Rewrites what compatible endpoints spell in their own way to what the client reads, and leaves every other byte as it came: a
/// finish_reason of another family, <c>created</c> with a fraction, a numeric <c>id</c>, another role, an index as text, no message, the
/// call of a function as it was written before there were tools, arguments as an object, parts of a text, details that are no counts.
/// </summary>
internal static class WirePatch
{
    private const int MaxDepth = 64;
    private const string Choices = "choices";

    private const string NoMessage = """{"role":"assistant","content":null}""";

    private static readonly byte[] NoChoice = Encoding.UTF8.GetBytes($$"""[{"index":0,"message":{{NoMessage}},"finish_reason":"stop"}]""");

    private static readonly string[] Counts = ["prompt_tokens", "completion_tokens", "total_tokens"];

    /// <param name="json">A chat completion, or one chunk of a stream.</param>
    /// <param name="isChunk">Whether it is a chunk, where an absent finish_reason means that more follows.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static WireAnswer Apply(ReadOnlyMemory<byte> json, bool isChunk)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        var edits = new List<Edit>();
        var path = new Stack<string>();
        string? finish = null;
        bool hasError = false;
        bool hasMessage = false;
        string name = "";
        int nameStart = 0;

        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    (name, nameStart) = (reader.GetString()!, (int)reader.TokenStartIndex);
                    hasMessage |= name == "message" && path.Contains(Choices);
                    continue;
                case JsonTokenType.StartObject when name == "error" && path.Count == 1:
                    hasError = true;
                    path.Push(name);
                    break;
                case JsonTokenType.StartArray when name == Choices && path.Count == 1 && !isChunk && IsEmpty(reader):
                    Replace(ref reader, json, edits, _ => NoChoice);
                    hasMessage = true;
                    break;
                case JsonTokenType.StartArray when name == "content" && path.TryPeek(out string? holder) && holder is "message" or "delta":
                    Replace(ref reader, json, edits, ContentParts.AsText);
                    break;
                case JsonTokenType.StartObject when name == "usage" && path.Count == 1:
                    Replace(ref reader, json, edits, UsageOf);
                    break;
                case JsonTokenType.StartObject when name == "arguments" && path.Contains("tool_calls"):
                    Replace(ref reader, json, edits, AsString);
                    break;
                case JsonTokenType.StartObject when name == "function_call" && path.Contains(Choices):
                    int start = nameStart;
                    Replace(ref reader, json, edits, AsToolCall, start);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Push(name);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.Pop();
                    break;
                case JsonTokenType.String when name == "error" && path.Count == 1:
                    hasError = true;
                    break;
                default:
                    Read(ref reader, name, path, isChunk, edits, ref finish);
                    break;
            }

            name = path.TryPeek(out string? inside) && reader.TokenType is JsonTokenType.StartArray ? inside : "";
        }

        return new WireAnswer(edits.Count == 0 ? json : Splice(json, edits), finish, hasError, hasMessage);
    }

    private static void Read(ref Utf8JsonReader reader, string name, Stack<string> path, bool isChunk, List<Edit> edits, ref string? finish)
    {
        string? value = (path.Count, name) switch
        {
            (1, "created") when reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out _) => CreatedOf(ref reader),
            (1, "id" or "model") when reader.TokenType != JsonTokenType.String => Quoted(Encoding.UTF8.GetString(reader.ValueSpan)),
            (_, "finish_reason") when path.Contains(Choices) => FinishOf(ref reader, isChunk, ref finish),
            (_, "role") when reader.TokenType != JsonTokenType.String || !reader.ValueTextEquals("assistant"u8) => Quoted("assistant"),
            (_, "index") when reader.TokenType != JsonTokenType.Number => IndexOf(ref reader),
            (_, "message") when path.Contains(Choices) && reader.TokenType == JsonTokenType.Null => NoMessage,
            (_, "delta") when path.Contains(Choices) && reader.TokenType == JsonTokenType.Null => "{}",
            _ => null,
        };

        if (value is not null)
        {
            edits.Add(
                new Edit((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex), Encoding.UTF8.GetBytes(value)));
        }
    }

    private static string CreatedOf(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double seconds) && Math.Abs(seconds) < 1e12
            ? $"{(long)seconds}"
            : "0";

    private static bool IsEmpty(Utf8JsonReader list) => list.Read() && list.TokenType == JsonTokenType.EndArray;

    private static string IndexOf(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
            && int.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? $"{index}"
            : "0";

    /// <summary>Counts that are no whole numbers count nothing: unknown, not zero. Details that are no counts are left out.</summary>
    private static byte[]? UsageOf(ReadOnlyMemory<byte> value)
    {
        using JsonDocument usage = JsonDocument.Parse(value);
        var counts = new Dictionary<string, int>();

        foreach (JsonProperty count in usage.RootElement.EnumerateObject().Where(count => Counts.Contains(count.Name)))
        {
            if (CountOf(count.Value) is not { } number)
            {
                return "null"u8.ToArray();
            }

            counts[count.Name] = number;
        }

        return usage.RootElement.EnumerateObject().All(IsPlain) ? null : JsonSerializer.SerializeToUtf8Bytes(counts);
    }

    private static int? CountOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out int said) ? said : null
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and < int.MaxValue and var number && number % 1 == 0
            ? (int)number
        : null;

    /// <summary>Whether the client can read a count, or the details of one.</summary>
    private static bool IsPlain(JsonProperty property) =>
        Counts.Contains(property.Name) ? IsCount(property.Value)
        : !property.Name.EndsWith("_details", StringComparison.Ordinal) || property.Value.ValueKind == JsonValueKind.Null
            || (property.Value.ValueKind == JsonValueKind.Object && property.Value.EnumerateObject().All(detail => IsCount(detail.Value)));

    private static bool IsCount(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _);

    /// <summary>In the client's words; null where it is one of them already.</summary>
    private static string? FinishOf(ref Utf8JsonReader reader, bool isChunk, ref string? finish)
    {
        string said = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        string known = FinishReasons.Normalise(said);

        if (known.Length == 0)
        {
            // Of a whole answer it says nothing; a chunk says so until the last.
            finish = isChunk ? finish : FinishReasons.Stop;
            return isChunk ? "null" : Quoted(FinishReasons.Stop);
        }

        finish = known;
        return known == said ? null : Quoted(known);
    }

    /// <summary>The whole value at which the reader stands, from its name on where one is given; null leaves it.</summary>
    private static void Replace(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, List<Edit> edits, Func<ReadOnlyMemory<byte>, byte[]?> with, int? from = null)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        int end = (int)reader.BytesConsumed;

        if (with(json[start..end]) is { } value)
        {
            edits.Add(new Edit(from ?? start, end - (from ?? start), value));
        }
    }

    private static byte[] AsToolCall(ReadOnlyMemory<byte> call)
    {
        JsonNode function = JsonNode.Parse(call.Span)!;

        if (function["arguments"] is JsonObject arguments)
        {
            function["arguments"] = arguments.ToJsonString();
        }

        var calls = new JsonArray(new JsonObject { ["index"] = 0, ["id"] = "call", ["type"] = "function", ["function"] = function });
        return [.. "\"tool_calls\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(calls)];
    }

    private static byte[] AsString(ReadOnlyMemory<byte> value) => JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(value.Span));

    private static string Quoted(string value) => JsonSerializer.Serialize(value);

    private static byte[] Splice(ReadOnlyMemory<byte> json, List<Edit> edits)
    {
        var written = new ArrayBufferWriter<byte>(json.Length + 64);
        int at = 0;

        foreach (Edit edit in edits)
        {
            written.Write(json.Span[at..edit.Start]);
            written.Write(edit.Value);
            at = edit.Start + edit.Length;
        }

        written.Write(json.Span[at..]);
        return written.WrittenSpan.ToArray();
    }

    private readonly record struct Edit(int Start, int Length, byte[] Value);
}

/// <param name="Finish">Why the model stopped; null where a chunk does not say.</param>
/// <param name="HasError">Whether it carries an error in the place of an answer.</param>
/// <param name="HasMessage">Whether a choice has a message, as each of a whole answer must.</param>
internal readonly record struct WireAnswer(ReadOnlyMemory<byte> Json, string? Finish, bool HasError, bool HasMessage);
