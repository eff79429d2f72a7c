using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Adapters.OpenAI.Wire;

/// <summary>
/// What an endpoint says of an error in words that programs read: its code, type and parameter. Its message may repeat the prompt, so
/// it is looked at and never shown.
/// </summary>
/// <param name="Status">The HTTP status, or the one that an error within an answer names; 0 where there is none.</param>
/// <param name="Message">For decisions only.</param>
internal sealed record EndpointError(int Status, string? Code, string? Type, string? Parameter, string Message)
{
    private const int LongestWord = 64;

    public bool IsQuota => Code == "insufficient_quota" || Type == "insufficient_quota";

    public bool IsFilter => Code is "content_filter" or "content_policy_violation" || Type == "content_filter";

    /// <summary>In brackets: what a person looks for.</summary>
    public string Words
    {
        get
        {
            string[] words =
                [.. new[] { Code, Type == Code ? null : Type, Parameter is null ? null : $"param {Parameter}" }.OfType<string>()];
            return words.Length == 0 ? "" : $" ({string.Join(", ", words)})";
        }
    }

    /// <summary>
    /// Reads OpenAI's <c>{"error": {...}}</c>, <c>{"error": "..."}</c>, <c>{"message": ...}</c> and FastAPI's <c>{"detail": [...]}</c>.
    /// </summary>
    public static EndpointError Read(ReadOnlyMemory<byte> body, int status)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;

            if (root.ValueKind != JsonValueKind.Object)
            {
                return new(status, null, null, null, "");
            }

            JsonElement error = root.TryGetProperty("error", out JsonElement inner) ? inner : root;
            string said = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out JsonElement message)
                ? message.ToString()
                : error.ToString();

            return error.ValueKind == JsonValueKind.Object
                ? new(StatusOf(error, status), Word(error, "code"), Word(error, "type"), Word(error, "param"), said)
                : new(status, null, null, null, said);
        }
        catch (JsonException)
        {
            return new(status, null, null, null, "");
        }
    }

    // Routers put the status of the endpoint behind them into an answer that was begun with 200.
    private static int StatusOf(JsonElement error, int status) =>
        status < 400 && error.TryGetProperty("code", out JsonElement code) && int.TryParse(
            code.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int named) && named is >= 400 and < 600
            ? named
            : status < 400 ? 0 : status;

    /// <summary>A word, not a sentence: nothing of a prompt fits into it.</summary>
    private static string? Word(JsonElement error, string field)
    {
        string text = error.TryGetProperty(field, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.ToString()
            : "";
        return text.Length is > 0 and <= LongestWord
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '[' or ']') ? text : null;
    }
}
