using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>
/// A value that a template walks: a part of the variables' JSON, or what a helper made. It has no behaviour that a template could call;
/// <see cref="JsonValueKind.Undefined"/> is what is not there.
/// </summary>
internal readonly struct TemplateValue
{
    private static readonly PathSegment Length = new("length");

    private readonly JsonElement _json;
    private readonly string? _text;

    private TemplateValue(JsonValueKind kind, JsonElement json, string? text) => (Kind, _json, _text) = (kind, json, text);

    public TemplateValue(JsonElement json)
        : this(json.ValueKind, json, null)
    {
    }

    public static TemplateValue Missing => default;

    public JsonValueKind Kind { get; }

    /// <summary>Null, an empty text, or not there: what <c>default</c> stands in for.</summary>
    public bool IsMissing => Kind is JsonValueKind.Undefined or JsonValueKind.Null || (Kind == JsonValueKind.String && TextLength == 0);

    /// <summary>Whether an <c>if</c> holds: not for missing, false, zero, and what is empty.</summary>
    public bool IsTruthy => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String => TextLength > 0,
        JsonValueKind.Number => (_text is null ? _json.GetDouble() : double.Parse(_text, CultureInfo.InvariantCulture)) != 0,
        JsonValueKind.Object => _json.GetPropertyCount() > 0,
        JsonValueKind.Array => _json.GetArrayLength() > 0,
        _ => false,
    };

    /// <summary>How much there is to look through: items, members, or characters as they are written in JSON.</summary>
    public int Size => Kind switch
    {
        JsonValueKind.String => TextLength,
        JsonValueKind.Object => _json.GetPropertyCount(),
        JsonValueKind.Array => _json.GetArrayLength(),
        _ => 1,
    };

    /// <summary>Of an object or a list.</summary>
    public JsonElement Json => _json;

    /// <summary>A text, or a number as it is written, of what no JSON stands behind; null for anything else.</summary>
    public string? Written => _text;

    private int TextLength => _text?.Length ?? JsonMarshal.GetRawUtf8Value(_json).Length - 2;

    public static TemplateValue Of(string text) => new(JsonValueKind.String, default, text);

    public static TemplateValue Of(bool flag) => new(flag ? JsonValueKind.True : JsonValueKind.False, default, null);

    public static TemplateValue Of(int number) => new(JsonValueKind.Number, default, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number as a template writes it.</summary>
    public static TemplateValue OfNumber(string text) => new(JsonValueKind.Number, default, text);

    /// <summary>A member of an object, an item or the length of a list; missing where there is none.</summary>
    public TemplateValue Step(PathSegment segment)
    {
        switch (Kind)
        {
            case JsonValueKind.Object:
                return _json.TryGetProperty(segment.Utf8, out JsonElement member) ? new TemplateValue(member) : Missing;
            case JsonValueKind.Array when segment.Index is { } index:
                return index < _json.GetArrayLength() ? new TemplateValue(_json[index]) : Missing;
            case JsonValueKind.Array when segment.Name == Length.Name:
                return Of(_json.GetArrayLength());
            default:
                return Missing;
        }
    }

    /// <summary>Writes the value as text: nothing for what is missing, objects and lists as JSON.</summary>
    public void WriteTo(TemplateOutput output)
    {
        if (_text is not null)
        {
            output.Append(_text);
            return;
        }

        switch (Kind)
        {
            case JsonValueKind.String:
                TemplateJson.WriteContent(JsonMarshal.GetRawUtf8Value(_json)[1..^1], output);
                break;
            case JsonValueKind.True:
                output.Append("true");
                break;
            case JsonValueKind.False:
                output.Append("false");
                break;
            case JsonValueKind.Number:
                TemplateJson.WriteNumber(_json, output);
                break;
            case JsonValueKind.Object or JsonValueKind.Array:
                TemplateJson.Write(_json, output);
                break;
        }
    }
}
