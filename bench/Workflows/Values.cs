using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromptIntel.Bench.Workflows;

/// <summary>
/// When two values are the same: texts without case and by single spaces, instants as instants, numbers within a tolerance.
/// </summary>
internal static partial class Values
{
    /// <param name="tolerance">As a share of the expected number; 0 for numbers that are read, not computed.</param>
    public static bool AreSame(JsonElement expected, JsonElement actual, decimal tolerance = 0) =>
        (expected.ValueKind, actual.ValueKind) switch
        {
            (JsonValueKind.String, JsonValueKind.String) => AreSame(expected.GetString()!, actual.GetString()!),
            (JsonValueKind.Number, JsonValueKind.Number) =>
                Math.Abs(expected.GetDecimal() - actual.GetDecimal()) <= Math.Abs(expected.GetDecimal()) * tolerance,
            (JsonValueKind.Array, JsonValueKind.Array) => expected.GetArrayLength() == actual.GetArrayLength()
                && expected.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => AreSame(pair.First, pair.Second, tolerance)),
            (JsonValueKind.Object, JsonValueKind.Object) =>
                expected.EnumerateObject().All(property => AreSame(property.Value, actual.Field(property.Name), tolerance)),
            (JsonValueKind.Null, JsonValueKind.Undefined) => true,
            var (left, right) => left == right,
        };

    public static string Plain(string text) => Space().Replace(text, " ").Trim().ToLowerInvariant();

    /// <summary>The property; undefined where there is none.</summary>
    public static JsonElement Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static int? Integer(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;

    /// <summary>The items of a list; none where there is no list.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>For a line of a report.</summary>
    public static string Show(JsonElement element) => element.ValueKind == JsonValueKind.Undefined ? "nothing" : element.GetRawText();

    private static bool AreSame(string expected, string actual) =>
        Plain(expected) == Plain(actual)
        || (Instant().IsMatch(expected)
            && DateTimeOffset.TryParse(expected, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset left)
            && DateTimeOffset.TryParse(actual, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset right)
            && left == right);

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT", RegexOptions.CultureInvariant)]
    private static partial Regex Instant();
}
