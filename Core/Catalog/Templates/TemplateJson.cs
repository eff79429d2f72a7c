using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>
/// JSON as people and models read it: compact, every letter as itself. Works on the bytes as they came, so a lone surrogate that somebody
/// escaped is no exception here.
/// </summary>
internal static class TemplateJson
{
    public static void Write(JsonElement json, TemplateOutput output)
    {
        output.Spend(1);
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(json, output);
                break;
            case JsonValueKind.Array:
                output.Append("[");
                string between = "";
                foreach (JsonElement item in json.EnumerateArray())
                {
                    output.Append(between);
                    Write(item, output);
                    between = ",";
                }

                output.Append("]");
                break;
            case JsonValueKind.String:
                WriteString(JsonMarshal.GetRawUtf8Value(json)[1..^1], output);
                break;
            case JsonValueKind.Number:
                output.AppendUtf8(JsonMarshal.GetRawUtf8Value(json));
                break;
            default:
                output.Append(json.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "null" });
                break;
        }
    }

    /// <summary>The characters that a JSON string stands for.</summary>
    /// <param name="raw">What stands between its quotes.</param>
    public static void WriteContent(ReadOnlySpan<byte> raw, TemplateOutput output)
    {
        while (Split(ref raw, output) is { } letter)
        {
            output.Append(letter);
        }
    }

    /// <summary>As it was written; one with an exponent as the number it is.</summary>
    public static void WriteNumber(JsonElement number, TemplateOutput output)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(number);
        if (raw.IndexOfAny((byte)'e', (byte)'E') < 0)
        {
            output.AppendUtf8(raw);
        }
        else
        {
            output.Append(number.TryGetDecimal(out decimal value)
                ? value.ToString(CultureInfo.InvariantCulture)
                : number.GetDouble().ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteObject(JsonElement json, TemplateOutput output)
    {
        output.Append("{");
        string between = "";
        foreach (JsonProperty member in json.EnumerateObject())
        {
            output.Append(between);
            WriteString(JsonMarshal.GetRawUtf8PropertyName(member), output);
            output.Append(":");
            Write(member.Value, output);
            between = ",";
        }

        output.Append("}");
    }

    private static void WriteString(ReadOnlySpan<byte> raw, TemplateOutput output)
    {
        output.Append("\"");
        while (Split(ref raw, output) is { } letter)
        {
            switch (letter)
            {
                case '"':
                    output.Append("\\\"");
                    break;
                case '\\':
                    output.Append("\\\\");
                    break;
                case '\n':
                    output.Append("\\n");
                    break;
                case '\r':
                    output.Append("\\r");
                    break;
                case '\t':
                    output.Append("\\t");
                    break;
                case < ' ':
                    output.Append(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"));
                    break;
                default:
                    output.Append(letter);
                    break;
            }
        }

        output.Append("\"");
    }

    /// <summary>Writes what comes before the first escape and takes both off; gives the letter escaped, or null at the end.</summary>
    private static char? Split(ref ReadOnlySpan<byte> raw, TemplateOutput output)
    {
        int at = raw.IndexOf((byte)'\\');
        output.AppendUtf8(at < 0 ? raw : raw[..at]);
        if (at < 0)
        {
            return null;
        }

        byte escaped = raw[at + 1];
        int length = escaped == (byte)'u' ? 6 : 2;
        char letter = escaped switch
        {
            (byte)'u' => (char)ushort.Parse(raw.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            _ => (char)escaped,
        };
        raw = raw[(at + length)..];
        return letter;
    }
}
