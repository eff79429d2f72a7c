using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Search.Lexical;
using PromptIntel.Core.Workflows;
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

    /// <param name="materials">As somebody gave them: the solver's own schema may allow anything. Null for none.</param>
    /// <param name="problem">Which cannot be used, and why; null when all can.</param>
    public static ImmutableArray<Material> ReadAll(JsonElement? materials, ImmutableArray<SolverWords> kinds, out string? problem)
    {
        problem = null;

        if (materials is not { ValueKind: JsonValueKind.Array } list)
        {
            problem = materials is null ? null : "materials: must be a list.";
            return [];
        }

        var read = ImmutableArray.CreateBuilder<Material>(list.GetArrayLength());
        var names = new HashSet<string>(StringComparer.Ordinal);

        foreach ((int index, JsonElement item) in list.EnumerateArray().Index())
        {
            if (WrongIn(item) is { } wrong)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"materials[{index}]: {wrong}");
                return [];
            }

            Material material = Read(item, kinds);

            if (!names.Add(material.Name))
            {
                problem = $"materials: two have the name '{material.Name}'.";
                return [];
            }

            read.Add(material);
        }

        return read.ToImmutable();
    }

    private static string? WrongIn(JsonElement item) =>
        item.ValueKind != JsonValueKind.Object ? "must be an object with a name."
        : !item.TryGetProperty("name", out JsonElement name) || name.ValueKind != JsonValueKind.String ? "name: must be a text."
        : FieldOf(item) is not { } field ? "must have one of text, document_id and value."
        : field.Form != MaterialForm.Value && item.GetProperty(field.Name).ValueKind != JsonValueKind.String
            ? $"{field.Name}: must be a text."
        : null;

    private static (string Name, MaterialForm Form)? FieldOf(JsonElement item) => SolverStages.MaterialField(item) switch
    {
        SolverStages.MaterialText => (SolverStages.MaterialText, MaterialForm.Text),
        SolverStages.MaterialDocument => (SolverStages.MaterialDocument, MaterialForm.Document),
        { } value => (value, MaterialForm.Value),
        null => null,
    };

    private static Material Read(JsonElement item, ImmutableArray<SolverWords> kinds)
    {
        string name = item.GetProperty("name").GetString()!;
        (string field, MaterialForm form) = FieldOf(item)!.Value;
        string text = form == MaterialForm.Text ? item.GetProperty(field).GetString()! : "";
        bool isSaid = item.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String;
        return new Material(name, isSaid ? kind.GetString() : Tell(name, text, form, kinds), form);
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
