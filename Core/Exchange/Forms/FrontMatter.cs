using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Syntax;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>A text behind YAML between two lines of <c>---</c>.</summary>
/// <param name="Fields">An object; an empty one where there is none.</param>
/// <param name="Lines">Of each field at the top.</param>
/// <param name="Text">What stands behind.</param>
internal sealed record FrontMatter(JsonElement Fields, ImmutableDictionary<string, int> Lines, SourceText Text)
{
    private const string Fence = "---";

    /// <summary>Whether the text has any; comment lines may stand before it.</summary>
    public static bool IsIn(string text) => StartOf(text.Split('\n')) is not null;

    /// <summary>Null, and the reason among the findings, where the YAML does not parse.</summary>
    public static FrontMatter? Read(string text, Findings findings)
    {
        string[] lines = text.Split('\n');
        if (StartOf(lines) is not { } start)
        {
            return new FrontMatter(CanonicalJson.EmptyObject, ImmutableDictionary<string, int>.Empty, new SourceText(text, "", 1));
        }

        int end = Array.FindIndex(lines, start + 1, line => line.TrimEnd() == Fence);
        if (end < 0)
        {
            findings.Refuse("", "The front matter is not closed by a line of ---.", start + 1);
            return null;
        }

        var rest = new SourceText(string.Join('\n', lines[(end + 1)..]), "", end + 2);
        string yaml = string.Join('\n', lines[(start + 1)..end]);
        if (string.IsNullOrWhiteSpace(yaml))
        {
            return new FrontMatter(CanonicalJson.EmptyObject, ImmutableDictionary<string, int>.Empty, rest);
        }

        YamlJsonResult front = YamlJson.Parse(yaml, start + 2);
        if (front.Error is not null || front.Value.ValueKind != JsonValueKind.Object)
        {
            findings.Refuse(front.Error ?? new("", "The front matter is a list of fields.") { Line = start + 2 });
            return null;
        }

        return new FrontMatter(front.Value, front.Lines, rest);
    }

    /// <summary>Null for a field that is not there.</summary>
    public JsonElement? Find(string name) =>
        Fields.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? StringOf(string name) => Find(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int? StartOf(string[] lines)
    {
        int start = Array.FindIndex(lines, line => line.TrimEnd() == Fence);
        return start >= 0 && lines[..start].All(line => line.StartsWith('#') || string.IsNullOrWhiteSpace(line)) ? start : null;
    }
}
