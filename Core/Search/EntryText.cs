using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Search;

/// <summary>What a version says, as text: its name, description, tags, and the words of its body without the body's structure.</summary>
internal static class EntryText
{
    private static readonly FrozenSet<string> Structural = FrozenSet.Create(
        StringComparer.Ordinal,
        "role", "type", "format_version", "format", "$schema", "$id", "$ref", "pattern", "backoff", "max_backoff", "timeout", "on",
        "kind");

    public static FieldedText Of(EntryVersion version)
    {
        StringBuilder body = new();
        Collect(version.Content.Read(), body, namesAreWords: false);
        return new FieldedText(version.Key.Name, version.Description, string.Join(' ', version.Tags), body.ToString());
    }

    /// <summary>The values of any JSON, as text.</summary>
    public static string Of(JsonElement value)
    {
        StringBuilder text = new();
        Collect(value, text, namesAreWords: false);
        return text.ToString();
    }

    /// <param name="namesAreWords">True inside <c>properties</c>: what a schema's fields are called is what it is about.</param>
    private static void Collect(JsonElement value, StringBuilder text, bool namesAreWords)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                text.Append(value.GetString()).Append('\n');
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Collect(item, text, namesAreWords: false);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    if (namesAreWords)
                    {
                        text.Append(property.Name).Append('\n');
                    }

                    if (namesAreWords || !Structural.Contains(property.Name))
                    {
                        Collect(property.Value, text, property.NameEquals("properties"));
                    }
                }

                break;
        }
    }
}
