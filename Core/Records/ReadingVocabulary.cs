using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Records;

/// <summary>
/// What values are called in documents, by the name of the property that holds them: rules of the offline reader, whole names before
/// endings. A schema's own <c>aliases</c> are added to them.
/// </summary>
/// <param name="Fields">By the whole name, such as <c>due_date</c>.</param>
/// <param name="Endings">By the end of the name, such as <c>_percent</c>.</param>
/// <param name="Neutral">Words that change nothing about what a label asks for.</param>
/// <param name="CompanyEndings">Legal forms, in lower case: a first line that ends in one is a letterhead.</param>
internal sealed record ReadingVocabulary(
    ImmutableDictionary<string, JsonElement> Fields,
    ImmutableDictionary<string, JsonElement> Endings,
    ImmutableArray<string> Neutral,
    ImmutableArray<string> CompanyEndings)
    : ILeagueConfiguration
{
    /// <summary>
    /// A value that is read beside those of the record, where it has none for the currency of an amount; no property can be called so.
    /// </summary>
    public const string OwnCurrency = "currency.of.amounts";

    private const int MostAliases = 50;

    private const string CurrencyPattern = "^[A-Z]{3}$";

    /// <param name="source">The variable of the prompt that holds the text.</param>
    public ReadingRules RulesFor(RecordSchema schema, string source)
    {
        var fields = new JsonObject();
        var names = new Dictionary<string, ImmutableHashSet<string>>(StringComparer.Ordinal);
        List<(string Path, JsonElement Schema)> currencies =
            [.. schema.Fields.Where(field => IsCurrency(field.Schema) && !field.Path.Contains('/'))];

        foreach ((string path, JsonElement declared) in schema.Fields)
        {
            JsonObject rule = RuleOf(path, declared);
            JsonArray aliases = Aliases(rule, declared, isItem: path.Contains('*'));

            if (IsCurrency(declared))
            {
                rule["type"] = "currency";
            }
            else if (RecordSchema.TypeOf(declared) == "number" && rule["type"] is null && rule["scale"] is null)
            {
                // Without a place for its currency an amount would be no plain number.
                rule["currency_field"] = currencies.Find(currency => currency.Path == $"{path}_currency").Path
                    ?? (currencies is [var only] ? only.Path : OwnCurrency);
            }

            if (aliases.Count > 0)
            {
                rule["aliases"] = aliases;
            }

            fields[path] = rule;
            AddCues(rule, declared);
            IEnumerable<string> titles = declared.TryGetProperty("title", out JsonElement title) ? [title.ToString()] : [];
            names[path] = [
                .. aliases.Concat(rule["range_aliases"] as JsonArray ?? []).Select(alias => alias!.GetValue<string>())
                    .Concat(titles)
                    .Append(path[(path.LastIndexOf('/') + 1)..].Replace('_', ' '))
                    .Select(ReadingRules.Plain)
            ];
        }

        fields[OwnCurrency] = new JsonObject { ["type"] = "currency" };
        var rules = new JsonObject { ["source"] = source, ["neutral"] = new JsonArray([.. Neutral]), ["fields"] = fields };
        return new ReadingRules(JsonSerializer.SerializeToElement(rules), schema, names, CompanyEndings);
    }

    /// <summary>What a value of the name is called, in lower case.</summary>
    public IReadOnlyCollection<string> AliasesOf(string name) =>
        Fields.GetValueOrDefault(name) is { ValueKind: JsonValueKind.Object } rule
        && rule.TryGetProperty("aliases", out JsonElement aliases)
            ? [.. aliases.EnumerateArray().Select(alias => alias.GetString()!.ToLowerInvariant())]
            : [];

    public string? FindProblem() =>
        Fields.Concat(Endings).FirstOrDefault(rule => rule.Value.ValueKind != JsonValueKind.Object).Key is { } name
            ? $"'{name}' is no rule"
            : null;

    private JsonObject RuleOf(string path, JsonElement declared)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        JsonElement known = Fields.GetValueOrDefault(name);

        if (known.ValueKind == JsonValueKind.Undefined)
        {
            known = Endings.OrderByDescending(ending => ending.Key.Length)
                .FirstOrDefault(ending => name.EndsWith(ending.Key, StringComparison.Ordinal)).Value;
        }

        JsonObject rule = known.ValueKind == JsonValueKind.Object ? JsonObject.Create(known)!.DeepClone().AsObject() : [];
        if (rule.Count == 0 && RecordSchema.TypeOf(declared) == "integer" && name.EndsWith('s'))
        {
            rule["units"] = new JsonArray(name[(name.LastIndexOf('_') + 1)..]);
            rule["counted"] = true;
        }

        bool isText = RecordSchema.TypeOf(declared) is null or "string";

        // A rule for numbers says nothing of a text of the same name.
        foreach (string numeric in new[] { "type", "scale", "range", "units", "counted" }.Where(_ => isText && !IsTextRule(rule, declared)))
        {
            rule.Remove(numeric);
        }

        return rule;
    }

    private static bool IsTextRule(JsonObject rule, JsonElement declared) =>
        rule["type"]?.GetValue<string>() is "name" or "company" or "code" or "text" or "currency"
        || (declared.TryGetProperty("format", out JsonElement format) && format.ValueEquals("date"));

    /// <summary>A number or a day is told in running text by its title: "total expenditure is".</summary>
    private static void AddCues(JsonObject rule, JsonElement declared)
    {
        bool isMeasured = RecordSchema.TypeOf(declared) is "number" or "integer"
            || (declared.TryGetProperty("format", out JsonElement format) && format.ValueEquals("date"));

        if (isMeasured && declared.TryGetProperty("title", out JsonElement title)
            && title.ToString() is { Length: <= 40 } name && name.Any(char.IsLetter)
            && name.All(letter => char.IsLetterOrDigit(letter) || letter == ' '))
        {
            JsonArray cues = rule["cues"] as JsonArray ?? [];
            cues.Add($"{name.ToLowerInvariant()} is|are|was|of {{value}}");
            rule["cues"] = cues;
        }
    }

    /// <summary>What a document says of itself at its head is a value of no item of a list.</summary>
    private static JsonArray Aliases(JsonObject rule, JsonElement declared, bool isItem)
    {
        IEnumerable<string> own = declared.TryGetProperty("aliases", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(alias => alias.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(alias.GetString()))
                .Select(alias => alias.GetString()!)
                .Take(MostAliases)
            : [];
        IEnumerable<string> known = rule["aliases"] is JsonArray aliases ? aliases.Select(alias => alias!.GetValue<string>()) : [];
        return new JsonArray([
            .. own.Concat(known).Distinct(StringComparer.OrdinalIgnoreCase).Where(alias => !isItem || !DocumentHead.Names.Contains(alias))
                .Select(alias => JsonValue.Create(alias))]);
    }

    private static bool IsCurrency(JsonElement schema) =>
        schema.TryGetProperty("pattern", out JsonElement pattern) && pattern.ValueEquals(CurrencyPattern);
}
