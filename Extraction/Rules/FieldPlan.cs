using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Extraction.Rules;

/// <summary>One leaf of the schema with its rule: what to look for and how to read it.</summary>
internal sealed class FieldPlan
{
    public FieldPlan(string path, JsonElement schema, FieldRule rule, Synonyms synonyms)
    {
        var isList = SchemaTypes.Has(schema, "array");
        var item = isList && schema.TryGetProperty("items", out var items) ? items : schema;

        Path = path;
        Rule = rule;
        IsList = isList;
        Kind = rule.Type ?? SchemaTypes.KindOf(item);
        Minimum = Limit(item, "minimum");
        Maximum = Limit(item, "maximum");
        Cues = [.. rule.Cues.Select(CuePattern.Parse).OfType<CuePattern>().Select(cue => IsNumeric ? synonyms.Widen(cue) : cue)];
        Asserts = [.. rule.Asserts.Select(CuePattern.Parse).OfType<CuePattern>()];
        Denies = [.. rule.Denies.Select(CuePattern.Parse).OfType<CuePattern>()];
        Units = rule.Units.Concat(rule.Scale.Keys).Select(Phrase.Fold).ToFrozenSet(StringComparer.Ordinal);
        Choices = ChoicesOf(item, rule);
        Names = [.. NamesOf(path, item, rule)];
        NameWords = synonyms.Widen(Names.SelectMany(Phrase.Content)).ToFrozenSet(StringComparer.Ordinal);
        Described = Phrase.Content(schema.TryGetProperty("description", out var text)
            && text.ValueKind == JsonValueKind.String ? text.GetString()! : "")
            .ToFrozenSet(StringComparer.Ordinal);
    }

    public string Path { get; }

    public FieldRule Rule { get; }

    public bool IsList { get; }

    public FieldKind Kind { get; }

    public decimal? Minimum { get; }

    public decimal? Maximum { get; }

    public ImmutableArray<CuePattern> Cues { get; }

    public ImmutableArray<CuePattern> Asserts { get; }

    public ImmutableArray<CuePattern> Denies { get; }

    /// <summary>Folded words that may follow this field's number; a number followed by another field's unit is not its value.</summary>
    public FrozenSet<string> Units { get; }

    /// <summary>Folded phrase to value: the schema's enum and the rule's synonyms.</summary>
    public FrozenDictionary<string, JsonElement> Choices { get; }

    /// <summary>The property's own name, its title, and the aliases.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The words of all names and what the prompt declares to mean the same.</summary>
    public FrozenSet<string> NameWords { get; }

    /// <summary>The words of the schema's description: they speak neither for nor against the field in a label.</summary>
    public FrozenSet<string> Described { get; }

    public bool IsNumeric => Kind is FieldKind.Integer or FieldKind.Number or FieldKind.Percent;

    public bool Allows(decimal value) =>
        !(value < Minimum) && !(value > Maximum) && (Kind != FieldKind.Integer || value == decimal.Truncate(value));

    private static decimal? Limit(JsonElement schema, string keyword) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var limit) && limit.ValueKind == JsonValueKind.Number
            ? limit.GetDecimal()
            : null;

    private static IEnumerable<string> NamesOf(string path, JsonElement schema, FieldRule rule)
    {
        yield return path[(path.LastIndexOf('/') + 1)..].Replace('_', ' ');

        if (schema.TryGetProperty("title", out var title) && title.ValueKind == JsonValueKind.String)
        {
            yield return title.GetString()!;
        }

        foreach (var alias in rule.Aliases)
        {
            yield return alias;
        }
    }

    private static FrozenDictionary<string, JsonElement> ChoicesOf(JsonElement schema, FieldRule rule)
    {
        var choices = new Dictionary<string, JsonElement>(rule.Values, StringComparer.Ordinal);

        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out var values))
        {
            foreach (var value in values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String))
            {
                choices.TryAdd(Phrase.Fold(value.GetString()!.Replace('_', ' ')), value.Clone());
            }
        }

        return choices.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
