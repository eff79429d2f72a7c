using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>YAML as JSON: one document, plain scalars by the core schema, every other scalar a string.</summary>
public static partial class YamlJson
{
    // A few nested aliases unfold into more than memory holds.
    private const int MaxNodes = 100_000;
    private const int MaxDepth = 64;

    /// <summary>The JSON of a YAML text, with the line of every top-level key; or the error with its line.</summary>
    /// <param name="firstLine">Line number of the text's first line in its file.</param>
    public static YamlJsonResult Parse(string yaml, int firstLine = 1)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count != 1)
            {
                return Refuse(firstLine, stream.Documents.Count == 0 ? "The YAML is empty." : "One YAML document is expected.");
            }

            YamlNode root = stream.Documents[0].RootNode;
            int budget = MaxNodes;
            JsonElement value = CanonicalJson.Write(writer => Write(writer, root, 0, ref budget));
            var lines = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
            foreach (YamlScalarNode key in (root as YamlMappingNode)?.Children.Keys.OfType<YamlScalarNode>() ?? [])
            {
                lines[key.Value ?? ""] = (int)key.Start.Line + firstLine - 1;
            }

            return new YamlJsonResult(value, lines.ToImmutable(), null);
        }
        catch (YamlException exception)
        {
            return Refuse((int)exception.Start.Line + firstLine - 1, $"The YAML does not parse: {exception.InnerException?.Message ?? exception.Message}");
        }
    }

    private static YamlJsonResult Refuse(int line, string message) =>
        new(default, ImmutableDictionary<string, int>.Empty, new EntryError("", message) { Line = line });

    private static void Write(Utf8JsonWriter writer, YamlNode node, int depth, ref int budget)
    {
        if (--budget < 0 || depth > MaxDepth)
        {
            throw new YamlException(node.Start, node.End, "Too large or too deep once its aliases are unfolded.");
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                writer.WriteStartObject();
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    if (key is not YamlScalarNode { Value: { } name })
                    {
                        throw new YamlException(key.Start, key.End, "A key must be a plain text.");
                    }

                    writer.WritePropertyName(name);
                    Write(writer, value, depth + 1, ref budget);
                }

                writer.WriteEndObject();
                break;
            case YamlSequenceNode sequence:
                writer.WriteStartArray();
                foreach (YamlNode item in sequence.Children)
                {
                    Write(writer, item, depth + 1, ref budget);
                }

                writer.WriteEndArray();
                break;
            case YamlScalarNode scalar:
                WriteScalar(writer, scalar);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            writer.WriteStringValue(text);
            return;
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                break;
            case var number when JsonNumber().IsMatch(number):
                writer.WriteRawValue(number);
                break;
            default:
                writer.WriteStringValue(text);
                break;
        }
    }

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
                text.Append(' ', indent).Append(Scalar(property.Name)).Append(':');
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
            || (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array));
        if (isBlock)
        {
            text.Append('\n');
            WriteBlock(text, value, indent + 2);
            return;
        }

        text.Append(' ').Append(value.ValueKind switch
        {
            JsonValueKind.String => Scalar(value.GetString()!),
            JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? Scalar(item.GetString()!) : item.GetRawText()))}]",
            _ => value.GetRawText(),
        }).Append('\n');
    }

    /// <summary>A text as it is where YAML cannot misread it, else quoted as JSON, which YAML reads the same.</summary>
    private static string Scalar(string text) =>
        SafeScalar().IsMatch(text) && !Reserved().IsMatch(text) && !JsonNumber().IsMatch(text)
            ? text
            : JsonSerializer.Serialize(text);

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9 _./()-]*(?<! )\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeScalar();

    [GeneratedRegex(@"\A(null|true|false|yes|no|on|off|y|n)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}

/// <param name="Lines">Line of each top-level key.</param>
public sealed record YamlJsonResult(JsonElement Value, ImmutableDictionary<string, int> Lines, EntryError? Error);
