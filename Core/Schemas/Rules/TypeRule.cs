using System.Collections.Frozen;
using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary><c>type</c>.</summary>
internal sealed class TypeRule : SchemaRule
{
    // As a person would say it; null comes last.
    private static readonly (string Type, string Text)[] Words =
    [
        ("string", "a text"), ("number", "a number"), ("integer", "a whole number"), ("boolean", "true or false"),
        ("object", "an object"), ("array", "a list"), ("null", "null"),
    ];

    // Nearly every schema has one type.
    private static readonly FrozenDictionary<string, TypeRule> Single =
        Words.ToFrozenDictionary(word => word.Type, word => new TypeRule([word.Type]), StringComparer.Ordinal);

    private readonly int _kinds;
    private readonly bool _isOfWholeNumbers;
    private readonly string _detail;

    public TypeRule(IReadOnlyCollection<string> types)
    {
        _isOfWholeNumbers = types.Contains("integer");
        _detail = $"Must be {string.Join(" or ", Words.Where(word => types.Contains(word.Type)).Select(word => word.Text))}.";
        _kinds = types.Aggregate(0, (kinds, type) => kinds | type switch
        {
            "string" => Bit(JsonValueKind.String),
            "number" => Bit(JsonValueKind.Number),
            "boolean" => Bit(JsonValueKind.True) | Bit(JsonValueKind.False),
            "object" => Bit(JsonValueKind.Object),
            "array" => Bit(JsonValueKind.Array),
            "null" => Bit(JsonValueKind.Null),
            // Whole numbers are not a kind of their own to JSON.
            _ => 0,
        });
    }

    public static string NamesExpected { get; } =
        $"must be one or more of {string.Join(", ", Words.Select(word => word.Type).Order(StringComparer.Ordinal))}.";

    public static bool IsName(string type) => Single.ContainsKey(type);

    /// <summary>Null when there is no such type.</summary>
    public static TypeRule? Find(string type) => Single.GetValueOrDefault(type);

    public override bool Accepts(Evaluation evaluation, JsonElement value, Evaluated? seen) =>
        (_kinds & Bit(value.ValueKind)) != 0
        || (value.ValueKind == JsonValueKind.Number && _isOfWholeNumbers && JsonNumber.IsWhole(value))
        || evaluation.Refuse("type", _detail);

    private static int Bit(JsonValueKind kind) => 1 << (int)kind;
}
