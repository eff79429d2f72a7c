using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Syntax;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange;

/// <summary>A text behind YAML between two lines of <c>---</c>.</summary>
/// <param name="Fields">An object; an empty one where there is none.</param>
/// <param name="Lines">Of each field at the top.</param>
/// <param name="Text">What stands behind.</param>
internal sealed record FrontMatter(JsonElement Fields, ImmutableDictionary<string, int> Lines, SourceText Text)
{
    private const string Fence = "---";

    /// <summary>Of a text; comment lines may stand before it, and then it is one only if it is closed.</summary>
    public static FrontMatterReading Read(string text)
    {
        string[] lines = text.Split('\n');
        if (StartOf(lines) is not { } start)
        {
            return new FrontMatterReading(
                new FrontMatter(CanonicalJson.EmptyObject, ImmutableDictionary<string, int>.Empty, new SourceText(text, "", 1)), null,
                IsThere: false);
        }

        FrontMatter? front = Read(lines, start, out EntryError? error);
        return new FrontMatterReading(front, error, IsThere: true);
    }

    private static FrontMatter? Read(string[] lines, int start, out EntryError? error)
    {
        error = null;

        int end = Array.FindIndex(lines, start + 1, line => line.TrimEnd() == Fence);
        if (end < 0)
        {
            error = new EntryError("", "The front matter is not closed by a line of ---.") { Line = start + 1 };
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
            error = front.Error ?? new("", "The front matter is a list of fields.") { Line = start + 2 };
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
        bool isFront = start == 0
            || (start > 0 && lines.Take(start).All(line => line.StartsWith('#') || string.IsNullOrWhiteSpace(line))
                && Array.FindIndex(lines, start + 1, line => line.TrimEnd() == Fence) > 0);
        return isFront ? start : null;
    }
}

/// <param name="Matter">Null where the YAML does not parse; without fields where there is none.</param>
/// <param name="Error">Why it is null.</param>
/// <param name="IsThere">Whether the text has any.</param>
internal sealed record FrontMatterReading(FrontMatter? Matter, EntryError? Error, bool IsThere)
{
    /// <summary>Null, and the reason among the findings, where the YAML does not parse.</summary>
    public FrontMatter? Take(Findings findings)
    {
        if (Error is not null)
        {
            findings.Refuse(Error);
        }

        return Matter;
    }
}
