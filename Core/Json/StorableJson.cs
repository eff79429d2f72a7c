using System.Text.Json;

namespace PromptIntel.Core.Json;

/// <summary>
/// The one rule for text and JSON that come in, by whichever door: what every store keeps and every reader gets back as it was.
/// Text is well-formed Unicode without U+0000; a number fits a double; no object has a property twice; nothing is nested too deep.
/// </summary>
public static class StorableJson
{
    /// <summary>How deep a caller's value may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>How deep JSON of our own is read: callers' values in what we put around them.</summary>
    public const int MaxWrappedDepth = 2 * MaxDepth;

    /// <summary>For JSON that was checked when it came in and has been kept.</summary>
    public static JsonDocumentOptions Kept { get; } = new() { MaxDepth = MaxWrappedDepth };

    public const string NotUnicode = "must be valid Unicode";
    public const string HasNul = "must not contain the character U+0000";

    private const string LoneSurrogate = "\uD800";

    /// <summary>What is wrong with a text; null when nothing is.</summary>
    public static string? FaultOf(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
        {
            return HasNul;
        }

        int index = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (index >= 0 && index < text.Length)
        {
            if (char.IsSurrogate(text[index]))
            {
                if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                {
                    return NotUnicode;
                }

                index++;
            }

            index++;
        }

        return null;
    }

    /// <summary>Whether a double can hold a number.</summary>
    public static bool Fits(JsonElement number) => number.TryGetDouble(out double value) && double.IsFinite(value);

    /// <summary>The first fault in a value, down to its leaves; null when there is none.</summary>
    public static JsonFault? FaultOf(JsonElement value, int maxDepth = MaxDepth) => value.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array when maxDepth == 0 =>
            new JsonFault("", $"must not be nested deeper than {MaxDepth} levels"),
        JsonValueKind.Object => FaultOfObject(value, maxDepth - 1),
        JsonValueKind.Array => FaultOfArray(value, maxDepth - 1),
        JsonValueKind.String => FaultOf(TextOf(value)) is { } message ? new JsonFault("", message) : null,
        JsonValueKind.Number => Fits(value) ? null : new JsonFault("", "must be a number that fits a double"),
        _ => null,
    };

    private static JsonFault? FaultOfObject(JsonElement value, int maxDepth)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = NameOf(property);
            if (FaultOf(name) is { } message)
            {
                return new JsonFault("", message);
            }

            if (!seen.Add(name))
            {
                return new JsonFault(name, "stands here twice");
            }

            if (FaultOf(property.Value, maxDepth) is { } fault)
            {
                return fault.Within(name);
            }
        }

        return null;
    }

    private static JsonFault? FaultOfArray(JsonElement value, int maxDepth)
    {
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (FaultOf(item, maxDepth) is { } fault)
            {
                return fault.Within($"[{index}]");
            }

            index++;
        }

        return null;
    }

    // A JSON text may escape half a surrogate pair; the reader finds it only when it is asked for the letters.
    private static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return LoneSurrogate;
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return LoneSurrogate;
        }
    }
}

/// <param name="Path">Where the fault is, such as <c>a.b[2]</c>; empty for the value itself.</param>
/// <param name="Message">What is allowed there.</param>
public sealed record JsonFault(string Path, string Message)
{
    public JsonFault Within(string outer) =>
        this with { Path = Path.Length == 0 ? outer : Path[0] == '[' ? outer + Path : $"{outer}.{Path}" };

    public override string ToString() => Path.Length == 0 ? Message : $"{Path} {Message}";
}
