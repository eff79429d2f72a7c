using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Workflows.Expressions;

/// <summary>What equality, order and truth mean for JSON values in a condition.</summary>
internal static class WhenValues
{
    private static readonly JsonElement True = JsonElement.Parse("true");
    private static readonly JsonElement False = JsonElement.Parse("false");

    public static JsonElement? From(bool value) => value ? True : False;

    public static bool IsTrue(JsonElement? value) => value is { } present && present.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Number => present.GetDouble() != 0,
        JsonValueKind.String => !present.ValueEquals(""),
        _ => true,
    };

    public static bool Compare(string operation, JsonElement? left, JsonElement? right)
    {
        if (operation is "==" or "!=")
        {
            return AreEqual(left, right) == (operation == "==");
        }

        if (Order(left, right) is not { } order)
        {
            return false;
        }

        return operation switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static bool AreEqual(JsonElement? left, JsonElement? right)
    {
        if (left is not { } first || right is not { } second)
        {
            return left is null && right is null;
        }

        return JsonElement.DeepEquals(first, second);
    }

    private static int? Order(JsonElement? left, JsonElement? right) => (left?.ValueKind, right?.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => new JsonNumber(left!.Value).CompareTo(new JsonNumber(right!.Value)),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(left!.Value.GetString(), right!.Value.GetString()),
        _ => null,
    };
}
