using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>JSON as plain values that templates walk; a value keeps no behaviour that a template could call.</summary>
internal static class TemplateValues
{
    public static TemplateObject From(JsonElement variables) =>
        variables.ValueKind == JsonValueKind.Object ? Object(variables) : new TemplateObject(variables, 0);

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Object(element),
        JsonValueKind.Array => List(element),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => Number(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static TemplateObject Object(JsonElement element)
    {
        var values = new TemplateObject(element, element.GetPropertyCount());
        foreach (JsonProperty property in element.EnumerateObject())
        {
            values[property.Name] = Value(property.Value);
        }

        return values;
    }

    private static TemplateList List(JsonElement element)
    {
        object?[] items = new object?[element.GetArrayLength()];
        int index = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            items[index++] = Value(item);
        }

        return new TemplateList(element, items);
    }

    private static object Number(JsonElement element) =>
        element.TryGetInt64(out long whole) ? whole : element.TryGetDecimal(out decimal value) ? value : element.GetDouble();
}

/// <summary>A JSON object; written into text it is its compact JSON.</summary>
internal sealed class TemplateObject(JsonElement json, int capacity) : Dictionary<string, object?>(capacity, StringComparer.Ordinal)
{
    public override string ToString() => json.ValueKind == JsonValueKind.Undefined ? "" : JsonSerializer.Serialize(json);
}

/// <summary>A JSON array; written into text it is its compact JSON.</summary>
internal sealed class TemplateList(JsonElement json, object?[] items) : IReadOnlyList<object?>
{
    public int Count => items.Length;

    public object? this[int index] => items[index];

    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    public override string ToString() => JsonSerializer.Serialize(json);
}

/// <summary>How single values read in text, independent of the machine's culture.</summary>
internal static class TemplateText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
