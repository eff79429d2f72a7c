using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// The part of JSON Schema that declarations of variables use, read once and checked without the schema validator, which costs ten
/// times what rendering does: types, presence, properties, items, their number, texts of an enum, numeric bounds.
/// </summary>
internal sealed class PlainSchema
{
    private readonly List<(string Name, PlainSchema Schema)> _properties = [];

    // Default where the declaration does not say.
    private ImmutableArray<string> _types;
    private ImmutableArray<string> _allowed;
    private ImmutableArray<string> _required = [];
    private PlainSchema? _items;
    private double? _minItems;
    private double? _maxItems;
    private double? _minimum;
    private double? _maximum;

    /// <param name="isComplete">Becomes false when a keyword is not of this part; the others are still checked.</param>
    public static PlainSchema Read(JsonElement declaration, ref bool isComplete)
    {
        var schema = new PlainSchema();

        if (declaration.ValueKind != JsonValueKind.Object)
        {
            isComplete = false;
            return schema;
        }

        foreach (JsonProperty keyword in declaration.EnumerateObject())
        {
            if (!schema.TryTake(keyword.Name, keyword.Value, ref isComplete))
            {
                isComplete = false;
            }
        }

        return schema;
    }

    /// <summary>Adds what is wrong with the value, each under the path of the field; the list is made on the first error.</summary>
    public void Check(object? value, string path, ref ImmutableArray<EntryError>.Builder? errors)
    {
        if (!_types.IsDefault && !HasType(value))
        {
            Add(ref errors, path, $"Must be {(_types.Length == 1 ? "of type " : "")}{string.Join(" or ", _types)}.");
            return;
        }

        if (!_allowed.IsDefault && !(value is string text && _allowed.Contains(text)))
        {
            Add(ref errors, path, $"Must be one of: {string.Join(", ", _allowed)}.");
        }

        switch (value)
        {
            case TemplateObject fields:
                CheckObject(fields, path, ref errors);
                break;
            case TemplateList list:
                CheckList(list, path, ref errors);
                break;
            case long or decimal or double when IsOutside(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                Add(ref errors, path, $"Must be {Bounds(_minimum, _maximum)}.");
                break;
        }
    }

    private void CheckObject(TemplateObject value, string path, ref ImmutableArray<EntryError>.Builder? errors)
    {
        foreach (string name in _required)
        {
            if (!value.ContainsKey(name))
            {
                Add(ref errors, Join(path, name), "This variable is required.");
            }
        }

        foreach ((string name, PlainSchema schema) in _properties)
        {
            if (value.TryGetValue(name, out object? property))
            {
                schema.Check(property, Join(path, name), ref errors);
            }
        }
    }

    private void CheckList(TemplateList value, string path, ref ImmutableArray<EntryError>.Builder? errors)
    {
        if (value.Count < _minItems || value.Count > _maxItems)
        {
            Add(ref errors, path, $"Must have {Bounds(_minItems, _maxItems)} items.");
        }

        for (int index = 0; _items is not null && index < value.Count; index++)
        {
            // The path of the list: an index in it would cost every call for the sake of the few that fail.
            _items.Check(value[index], path, ref errors);
        }
    }

    private bool TryTake(string keyword, JsonElement value, ref bool isComplete)
    {
        switch (keyword)
        {
            case "description" or "title" or "default" or "examples" or "$comment":
                return true;
            case "type":
                return !(_types = value.ValueKind == JsonValueKind.String ? [value.GetString()!] : Texts(value)).IsDefault;
            case "required":
                ImmutableArray<string> required = Texts(value);
                _required = required.IsDefault ? [] : required;
                return !required.IsDefault;
            case "enum":
                return !(_allowed = Texts(value)).IsDefault;
            case "properties" when value.ValueKind == JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    _properties.Add((property.Name, Read(property.Value, ref isComplete)));
                }

                return true;
            case "items":
                _items = Read(value, ref isComplete);
                return true;
            case "minItems":
                return (_minItems = Number(value)) is not null;
            case "maxItems":
                return (_maxItems = Number(value)) is not null;
            case "minimum":
                return (_minimum = Number(value)) is not null;
            case "maximum":
                return (_maximum = Number(value)) is not null;
            default:
                return false;
        }
    }

    private bool HasType(object? value)
    {
        foreach (string type in _types)
        {
            bool isOfType = value switch
            {
                string => type == "string",
                long => type is "number" or "integer",
                decimal number => type == "number" || (type == "integer" && decimal.IsInteger(number)),
                double number => type == "number" || (type == "integer" && double.IsInteger(number)),
                bool => type == "boolean",
                TemplateObject => type == "object",
                TemplateList => type == "array",
                _ => type == "null",
            };

            if (isOfType)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Default unless it is a list of texts.</summary>
    private static ImmutableArray<string> Texts(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(element => element.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(element => element.GetString()!)]
            : default;

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private bool IsOutside(double number) => number < _minimum || number > _maximum;

    private static string Bounds(double? least, double? most) => (least, most) switch
    {
        ({ } from, { } to) => FormattableString.Invariant($"{from} to {to}"),
        ({ } from, null) => FormattableString.Invariant($"at least {from}"),
        _ => FormattableString.Invariant($"at most {most}"),
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static void Add(ref ImmutableArray<EntryError>.Builder? errors, string path, string message) =>
        (errors ??= ImmutableArray.CreateBuilder<EntryError>()).Add(new EntryError(path, message));
}
