using System.Globalization;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Redis.Search;

/// <summary>
/// Elements' attributes, and filters over them in the expression language of vector sets. Values go in as letters and digits only: plain
/// where they are, else as the hexadecimal of their UTF-8, so that no text of a caller is ever read as an expression.
/// </summary>
internal static class VectorFilterExpression
{
    private const string FieldPrefix = "f_";
    private const string TagsField = "tags";

    /// <summary>What no plain value begins with.</summary>
    private const string HexPrefix = "x0";

    /// <summary>The attributes of an element, as JSON.</summary>
    public static string Attributes(VectorElement element)
    {
        Dictionary<string, object> attributes = element.Fields.ToDictionary(
            field => FieldPrefix + Encode(field.Key), field => (object)Encode(field.Value), StringComparer.Ordinal);
        attributes[TagsField] = element.Tags.Select(Encode).ToArray();
        return JsonSerializer.Serialize(attributes);
    }

    /// <summary>The filter as an expression; not for an empty one.</summary>
    public static string Of(VectorFilter filter) => string.Join(
        " and ",
        filter.Fields.Select(field => $".{FieldPrefix}{Encode(field.Key)} == \"{Encode(field.Value)}\"")
            .Concat(filter.Tags.Select(tag => $"\"{Encode(tag)}\" in .{TagsField}")));

    private static string Encode(string value)
    {
        bool isPlain = value.Length > 0 && char.IsAsciiLetter(value[0]) && value.All(
            char.IsAsciiLetterOrDigit) && !value.StartsWith(HexPrefix, StringComparison.Ordinal);

        if (isPlain)
        {
            return value;
        }

        StringBuilder encoded = new(HexPrefix);

        foreach (byte one in Encoding.UTF8.GetBytes(value))
        {
            encoded.Append(one.ToString("x2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
