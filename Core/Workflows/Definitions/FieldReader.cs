using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Core.Workflows.Definitions;

/// <summary>
/// Reads the fields of one JSON object strictly: a field of the wrong type is an error, and so is, at <see cref="Finish"/>, every
/// field that nobody asked for. Errors are collected; a reader that failed gives a harmless value and goes on.
/// </summary>
internal sealed class FieldReader(JsonElement source, string path, List<DefinitionError> errors)
{
    private static readonly TimeSpan LongestDuration = TimeSpan.FromHours(24);

    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}");

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly bool _isObject = source.ValueKind == JsonValueKind.Object;

    public string PathOf(string field) => path.Length == 0 ? field : $"{path}.{field}";

    public void Refuse(string field, string code, string detail) => errors.Add(new DefinitionError(PathOf(field), code, detail));

    /// <summary>The field as it is; null when it is absent or JSON null.</summary>
    public JsonElement? Any(string field)
    {
        _known.Add(field);
        return _isObject && source.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public JsonElement? Required(string field)
    {
        JsonElement? value = Any(field);

        if (value is null)
        {
            Refuse(field, "required", "Required field is missing.");
        }

        return value;
    }

    public string? Text(string field) => OfKind(Any(field), field, JsonValueKind.String, "a text")?.GetString();

    public string RequiredText(string field) => OfKind(Required(field), field, JsonValueKind.String, "a text")?.GetString() ?? "";

    public JsonElement ObjectOrEmpty(string field) => OfKind(Any(field), field, JsonValueKind.Object, "an object") ?? EmptyObject;

    public JsonElement? Object(string field) => OfKind(Any(field), field, JsonValueKind.Object, "an object");

    public IEnumerable<JsonElement>? Items(string field) => OfKind(Any(field), field, JsonValueKind.Array, "a list")?.EnumerateArray();

    public bool Flag(string field)
    {
        JsonElement? value = Any(field);

        if (value is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            Refuse(field, "wrong_type", "Must be true or false.");
        }

        return value?.ValueKind == JsonValueKind.True;
    }

    public int? Number(string field, int least, int most)
    {
        if (Any(field) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(field, "out_of_range", string.Create(CultureInfo.InvariantCulture, $"Must be a whole number from {least} to {most}."));
        return null;
    }

    /// <summary>A duration such as <c>500ms</c>, <c>30s</c>, <c>5m</c> or <c>1h</c>.</summary>
    public TimeSpan? Duration(string field)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        TimeSpan? duration = ParseDuration(text, LongestDuration);

        if (duration is null)
        {
            Refuse(
                field,
                "invalid_duration",
                "Must be a whole number with a unit, such as 500ms, 30s, 5m or 1h, more than zero and at most 24h.");
        }

        return duration;
    }

    /// <summary>A JSON Schema: an object, true or false, or a text that names a schema entry.</summary>
    public JsonElement? Schema(string field)
    {
        JsonElement? value = Any(field);

        if (value is { ValueKind: JsonValueKind.String } name && ComponentReference.TryParse(name.GetString()!) is null)
        {
            Refuse(field, "invalid_reference", "Must be a JSON Schema or a reference [namespace/]name[@version|@label] to one.");
            return null;
        }

        if (value is { ValueKind: not (JsonValueKind.Object or JsonValueKind.String) })
        {
            Refuse(field, "wrong_type", "Must be a JSON Schema or a reference to one.");
            return null;
        }

        return value;
    }

    public ComponentReference? Reference(string field, string text)
    {
        ComponentReference? reference = ComponentReference.TryParse(text);

        if (reference is null && text.Length > 0)
        {
            Refuse(field, "invalid_reference", $"'{text}' is not a reference of the form [namespace/]name[@version|@label].");
        }

        return reference;
    }

    /// <summary>Texts of a list; anything else in it is an error.</summary>
    public ImmutableArray<string>? Texts(string field)
    {
        if (Items(field) is not { } items)
        {
            return null;
        }

        var texts = ImmutableArray.CreateBuilder<string>();

        foreach (JsonElement item in items)
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                Refuse(field, "wrong_type", "Every item must be a text.");
            }
        }

        return texts.ToImmutable();
    }

    /// <summary>Reports the fields that were never asked for. Call once, last.</summary>
    public void Finish()
    {
        if (!_isObject)
        {
            errors.Add(new DefinitionError(path, "wrong_type", "Must be an object."));
            return;
        }

        foreach (JsonProperty property in source.EnumerateObject().Where(property => !_known.Contains(property.Name)))
        {
            Refuse(
                property.Name, "unknown_field", $"Unknown field; allowed are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>A whole number with a unit, more than zero and at most <paramref name="most"/>; null for anything else.</summary>
    internal static TimeSpan? ParseDuration(string text, TimeSpan most)
    {
        (int suffix, double unit) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (2, 1d),
            _ when text.EndsWith('s') => (1, 1_000d),
            _ when text.EndsWith('m') => (1, 60_000d),
            _ when text.EndsWith('h') => (1, 3_600_000d),
            _ when text.EndsWith('d') => (1, 86_400_000d),
            _ => (0, 0d),
        };

        return suffix > 0
            && int.TryParse(text.AsSpan(0, text.Length - suffix), NumberStyles.None, CultureInfo.InvariantCulture, out int amount)
            && amount > 0
            && amount * unit <= most.TotalMilliseconds
                ? TimeSpan.FromMilliseconds(amount * unit)
                : null;
    }

    private JsonElement? OfKind(JsonElement? value, string field, JsonValueKind kind, string expected)
    {
        if (value is { } present && present.ValueKind != kind)
        {
            Refuse(field, "wrong_type", $"Must be {expected}.");
            return null;
        }

        return value;
    }
}
