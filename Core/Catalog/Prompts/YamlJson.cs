using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Json;

using YamlDotNet.Core;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>YAML as JSON: one document, plain scalars by the core schema, every other scalar a string.</summary>
public static partial class YamlJson
{
    // YAML reads no longer key before its colon.
    private const int MaxSimpleKey = 1_000;

    /// <summary>The JSON of a YAML text, with the line of every top-level key; or the error with its line.</summary>
    /// <param name="firstLine">Line number of the text's first line in its file.</param>
    public static YamlJsonResult Parse(string yaml, int firstLine = 1)
    {
        if (yaml.Length > YamlJsonReader.MaxCharacters)
        {
            return Refuse(firstLine, $"The YAML is longer than {YamlJsonReader.MaxCharacters} letters.");
        }

        try
        {
            ImmutableDictionary<string, int> lines = ImmutableDictionary<string, int>.Empty;
            JsonElement value = CanonicalJson.Write(writer =>
            {
                var reader = new YamlJsonReader(new Scanner(new StringReader(yaml)), writer, firstLine);
                reader.Read();
                lines = reader.Lines;
            });
            return new YamlJsonResult(value, lines, null);
        }
        catch (YamlException exception)
        {
            return Refuse(
                (int)exception.Start.Line + firstLine - 1,
                $"The YAML does not parse: {exception.InnerException?.Message ?? exception.Message}");
        }
    }

    private static YamlJsonResult Refuse(int line, string message) =>
        new(default, ImmutableDictionary<string, int>.Empty, new EntryError("", message) { Line = line });

    /// <summary>JSON as block YAML that parses to the same JSON.</summary>
    public static string Write(JsonElement value)
    {
        var text = new StringBuilder();
        WriteBlock(text, value, 0);
        return text.ToString();
    }

    private static void WriteBlock(StringBuilder text, JsonElement value, int indent)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in value.EnumerateObject())
            {
                string key = Scalar(property.Name);
                text.Append(' ', indent);
                if (key.Length > MaxSimpleKey)
                {
                    text.Append("? ").Append(key).Append('\n').Append(' ', indent).Append(':');
                }
                else
                {
                    text.Append(key).Append(':');
                }

                WriteNested(text, property.Value, indent);
            }
        }
        else
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                text.Append(' ', indent).Append('-');
                WriteNested(text, item, indent);
            }
        }
    }

    private static void WriteNested(StringBuilder text, JsonElement value, int indent)
    {
        bool isBlock = (value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() > 0)
            || (value.ValueKind == JsonValueKind.Array
                && value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array));
        if (isBlock)
        {
            text.Append('\n');
            WriteBlock(text, value, indent + 2);
            return;
        }

        text.Append(' ').Append(value.ValueKind switch
        {
            JsonValueKind.String => Scalar(value.GetString()!),
            JsonValueKind.Array => "[" + string.Join(
                ", ",
                value.EnumerateArray().Select(
                    item => item.ValueKind == JsonValueKind.String ? Scalar(item.GetString()!) : item.GetRawText())) + "]",
            _ => value.GetRawText(),
        }).Append('\n');
    }

    /// <summary>A text as it is where YAML cannot misread it, else quoted as JSON, which YAML reads the same.</summary>
    private static string Scalar(string text) =>
        SafeScalar().IsMatch(text) && !Reserved().IsMatch(text) && !YamlScalars.IsNumber(text)
            ? text
            : Quoted(text);

    /// <summary>Double quotes, in which only what YAML would take for something else is escaped.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (char letter in text)
        {
            quoted = letter switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                // Control letters, and what some readers take for the end of a line or for a mark of the encoding.
                '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' =>
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}"),
                _ when char.IsControl(letter) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9 _./()-]*(?<! )\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeScalar();

    [GeneratedRegex(@"\A(null|true|false|yes|no|on|off|y|n)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}

/// <param name="Lines">Line of each top-level key.</param>
public sealed record YamlJsonResult(JsonElement Value, ImmutableDictionary<string, int> Lines, EntryError? Error);
