using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>What a plain scalar means, by the core schema.</summary>
internal static partial class YamlScalars
{
    /// <summary>Writes null, a boolean, a number or else the text; false for a number that no double holds.</summary>
    public static bool TryWrite(Utf8JsonWriter writer, string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                return true;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                return true;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                return true;
            case var number when IsNumber(number):
                bool fits = double.IsFinite(double.Parse(number, CultureInfo.InvariantCulture));
                if (fits)
                {
                    writer.WriteRawValue(number);
                }

                return fits;
            default:
                writer.WriteStringValue(text);
                return true;
        }
    }

    public static bool IsNumber(string text) => JsonNumber().IsMatch(text);

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
