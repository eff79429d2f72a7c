using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>type</c>.</summary>
internal sealed class TypeRule : SchemaRule
{
    // As a person would say it; null comes last.
    private static readonly (string Type, string Text)[] Words =
    [
        ("string", "a text"), ("number", "a number"), ("integer", "a whole number"), ("boolean", "true or false"), ("object", "an object"), ("array", "a list"), ("null", "null"),
    ];

    private readonly HashSet<string> _types;
    private readonly string _detail;

    public TypeRule(IEnumerable<string> types)
    {
        _types = new HashSet<string>(types, StringComparer.Ordinal);
        _detail = $"Must be {string.Join(" or ", Words.Where(word => _types.Contains(word.Type)).Select(word => word.Text))}.";
        Kinds = _types.Aggregate(0, (kinds, type) => kinds | type switch
        {
            "string" => Bit(JsonValueKind.String),
            "number" => Bit(JsonValueKind.Number),
            "boolean" => Bit(JsonValueKind.True) | Bit(JsonValueKind.False),
            "object" => Bit(JsonValueKind.Object),
            "array" => Bit(JsonValueKind.Array),
            "null" => Bit(JsonValueKind.Null),
            _ => 0,
        });
    }

    public static string NamesExpected { get; } = $"must be one or more of {string.Join(", ", Words.Select(word => word.Type).Order(StringComparer.Ordinal))}.";

    // Whole numbers are not a kind of their own to JSON.
    private int Kinds { get; }

    private bool IsOfWholeNumbers => _types.Contains("integer");

    public static bool IsName(string type) => Words.Any(word => word.Type == type);

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen) =>
        (Kinds & Bit(value.ValueKind)) != 0
        || (value.ValueKind == JsonValueKind.Number && IsOfWholeNumbers && JsonNumber.IsWhole(value))
        || evaluation.Refuse("type", _detail);

    private static int Bit(JsonValueKind kind) => 1 << (int)kind;
}
