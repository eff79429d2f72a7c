using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Search.Lexical;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Solving;

/// <summary>Something at hand to solve a problem with.</summary>
/// <param name="Kind">What it is; null when nobody says and nothing in it tells.</param>
internal sealed record Material(string Name, string? Kind, MaterialForm Form)
{
    /// <summary>What a text is shows in its beginning.</summary>
    private const int MostRead = 4_000;

    /// <summary>A kind is told by at least so many of its words.</summary>
    private const int FewestSigns = 2;

    /// <param name="materials">As the input's schema has them; null for none.</param>
    public static ImmutableArray<Material> ReadAll(JsonElement? materials, ImmutableArray<SolverWords> kinds) =>
        materials is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(item => Read(item, kinds))] : [];

    private static Material Read(JsonElement item, ImmutableArray<SolverWords> kinds)
    {
        string name = item.GetProperty("name").GetString()!;
        string? text = item.TryGetProperty("text", out JsonElement given) ? given.GetString() : null;
        MaterialForm form = text is not null ? MaterialForm.Text
            : item.TryGetProperty("document_id", out _) ? MaterialForm.Document
            : MaterialForm.Value;
        bool isSaid = item.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String;
        return new Material(name, isSaid ? kind.GetString() : Tell(name, text ?? "", form, kinds), form);
    }

    private static string? Tell(string name, string text, MaterialForm form, ImmutableArray<SolverWords> kinds)
    {
        if (form == MaterialForm.Value)
        {
            return "facts";
        }

        string beginning = $" {Words(text.AsSpan(0, Math.Min(text.Length, MostRead)))} ";
        string called = $" {Words(Path.GetFileName(name))} ";
        // What a file is called says as much as what stands in it.
        (string Kind, int Signs) best = kinds
            .Select(kind => (kind.Kind, Signs: kind.Words.Select(Spelled)
                .Sum(word => (beginning.Contains(word, StringComparison.Ordinal) ? 1 : 0)
                    + (called.Contains(word, StringComparison.Ordinal) ? FewestSigns : 0))))
            .DefaultIfEmpty((Kind: "", Signs: 0))
            .MaxBy(kind => kind.Signs);
        return best.Signs >= FewestSigns ? best.Kind : null;
    }

    private static string Spelled(string word) => $" {Words(word)} ";

    private static string Words(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength], hasSingles: false);

        while (reader.MoveNext())
        {
            words.Add(reader.Word.ToString());
        }

        return string.Join(' ', words);
    }
}
