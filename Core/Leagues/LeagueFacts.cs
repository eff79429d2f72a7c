using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Core.Leagues;

/// <summary>
/// The facts that were read from a questionnaire, by the field names of the schema <c>league_questionnaire</c>. What is missing, null,
/// blank or of another type than asked for is unknown: every reader here answers null or empty, never a guess.
/// </summary>
public sealed class LeagueFacts(JsonElement value)
{
    public JsonElement Value { get; } = value;

    public bool IsKnown(string field) => Value.Get(field).HasContent();

    public string? Text(string field) => Value.GetText(field) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public decimal? Number(string field) =>
        Value.Get(field) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out decimal result) ? result : null;

    public bool? Flag(string field) => Value.Get(field).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public DateOnly? Date(string field) =>
        DateOnly.TryParseExact(Text(field), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? date
            : null;

    /// <summary>The array's strings without blanks and repeats; a single string counts as a list of one.</summary>
    public ImmutableArray<string> List(string field)
    {
        JsonElement element = Value.Get(field);
        if (element.ValueKind == JsonValueKind.String)
        {
            return Text(field) is { } single ? [single] : [];
        }

        return element.ValueKind != JsonValueKind.Array
            ? []
            : [.. element.EnumerateArray()
                .Where(item => item.ValueKind == JsonValueKind.String && item.HasContent())
                .Select(item => item.GetString()!.Trim())
                .Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
