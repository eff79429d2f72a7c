using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Rules;

/// <summary>A schema and a prompt's rules, checked and put together.</summary>
internal sealed class ExtractionPlan
{
    private const int DeepestNesting = 8;

    private ExtractionPlan(JsonElement schema) => Schema = schema;

    public JsonElement Schema { get; }

    public List<FieldPlan> Fields { get; } = [];

    /// <summary>Arrays of objects: the array's path and the plans of its items' fields.</summary>
    public List<RecordPlan> Records { get; } = [];

    /// <summary>Folded words that change nothing about what a label asks for.</summary>
    public FrozenSet<string> Neutral { get; private set; } = FrozenSet<string>.Empty;

    /// <summary>Of all fields: a number followed by another field's unit belongs to that field.</summary>
    public FrozenSet<string> Units { get; private set; } = FrozenSet<string>.Empty;

    /// <summary>Words of offices, by which a line under a name is told from a name.</summary>
    public FrozenSet<string> Offices { get; private set; } = FrozenSet<string>.Empty;

    /// <summary>Words that names of things end in, and names of persons do not hold.</summary>
    public FrozenSet<string> EndWords { get; private set; } = FrozenSet<string>.Empty;

    public Synonyms Synonyms { get; private set; } = Synonyms.None;

    public bool IsDayFirst { get; private set; }

    public static ExtractionPlan Build(JsonElement schema, JsonElement rules, List<string> errors)
    {
        var plan = new ExtractionPlan(schema);
        var fieldRules = plan.ReadRoot(rules, errors);

        if (!SchemaTypes.Has(schema, "object") || !schema.TryGetProperty("properties", out _))
        {
            errors.Add("schema: must be an object with properties");

            return plan;
        }

        plan.AddFields(schema, "", fieldRules, plan.Fields, 0);
        plan.Offices = plan.Fields.SelectMany(field => field.Rule.Below?.Words ?? []).ToFrozenSet(StringComparer.Ordinal);
        plan.EndWords = plan.Fields.SelectMany(field => field.Rule.EndsIn).ToFrozenSet(StringComparer.Ordinal);
        plan.Units = plan.Fields.SelectMany(field => field.Units).ToFrozenSet(StringComparer.Ordinal);
        plan.CheckReferences(fieldRules.Keys, errors);

        return plan;
    }

    /// <summary>False where a rule says whose values a field's are, and the text is none of them.</summary>
    public bool Knows(FieldPlan field, Slice text) => field.Rule.KnownBy is not { } path
        || Fields.Find(known => known.Path == path) is not { } known
        || (text.Length < 200 && known.Choices.ContainsKey(Phrase.Fold(text.ToString())));

    private Dictionary<string, FieldRule> ReadRoot(JsonElement rules, List<string> errors)
    {
        var fields = new Dictionary<string, FieldRule>(StringComparer.Ordinal);

        if (rules.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return fields;
        }

        if (rules.ValueKind != JsonValueKind.Object)
        {
            errors.Add("extraction: must be an object");

            return fields;
        }

        foreach (var property in rules.EnumerateObject())
        {
            ReadRootKey(property, fields, errors);
        }

        return fields;
    }

    private void ReadRootKey(JsonProperty property, Dictionary<string, FieldRule> fields, List<string> errors)
    {
        switch (property.Name)
        {
            case "source" when property.Value.ValueKind == JsonValueKind.String:
                break;
            case "day_first" when property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                IsDayFirst = property.Value.GetBoolean();
                break;
            case "neutral" when property.Value.ValueKind == JsonValueKind.Array
                && property.Value.EnumerateArray().All(word => word.ValueKind == JsonValueKind.String):
                Neutral = property.Value.EnumerateArray()
                    .SelectMany(word => Phrase.Content(word.GetString()!))
                    .ToFrozenSet(StringComparer.Ordinal);
                break;
            case "synonyms" when property.Value.ValueKind == JsonValueKind.Array && property.Value.EnumerateArray().All(IsGroup):
                ReadSynonyms(property.Value, errors);
                break;
            case "fields" when property.Value.ValueKind == JsonValueKind.Object:
                foreach (var field in property.Value.EnumerateObject())
                {
                    fields[field.Name] = new FieldRuleParser(field.Name, errors).Parse(field.Value);
                }

                break;
            case "source" or "day_first" or "neutral" or "synonyms" or "fields":
                errors.Add($"extraction: '{property.Name}' has the wrong type");
                break;
            default:
                errors.Add($"extraction: unknown key '{property.Name}'");
                break;
        }
    }

    /// <summary>A list of single words.</summary>
    private static bool IsGroup(JsonElement group) => group.ValueKind == JsonValueKind.Array && group.GetArrayLength() > 1
        && group.EnumerateArray().All(word => word.ValueKind == JsonValueKind.String && Tokenizer.Split(word.GetString()!).Length == 1);

    private void ReadSynonyms(JsonElement groups, List<string> errors)
    {
        var words = groups.EnumerateArray().Select(group => group.EnumerateArray().Select(word => word.GetString()!).ToImmutableArray())
            .ToList();

        var clashes = words.SelectMany(group => group.Select(word => Phrase.Stem(word.ToLowerInvariant())).Distinct())
            .CountBy(stem => stem).Where(stem => stem.Value > 1).ToList();

        errors.AddRange(clashes.Select(stem => $"extraction: 'synonyms' has '{stem.Key}' in more than one group"));
        Synonyms = clashes.Count == 0 ? new Synonyms(words) : Synonyms.None;
    }

    private void AddFields(JsonElement schema, string prefix, Dictionary<string, FieldRule> rules, List<FieldPlan> into, int depth)
    {
        if (depth > DeepestNesting || !schema.TryGetProperty("properties", out var properties))
        {
            return;
        }

        foreach (var property in properties.EnumerateObject())
        {
            var path = prefix + property.Name;

            if (SchemaTypes.Has(property.Value, "object"))
            {
                AddFields(property.Value, path + "/", rules, into, depth + 1);
            }
            else if (SchemaTypes.Has(property.Value, "array")
                && property.Value.TryGetProperty("items", out var items)
                && SchemaTypes.Has(items, "object"))
            {
                var record = new RecordPlan(path, []);
                AddFields(items, path + "/*/", rules, record.Fields, depth + 1);
                Records.Add(record);
            }
            else
            {
                into.Add(new FieldPlan(path, property.Value, rules.GetValueOrDefault(path, FieldRule.None), Synonyms));
            }
        }
    }

    private void CheckReferences(IEnumerable<string> ruled, List<string> errors)
    {
        var known = Fields.Concat(Records.SelectMany(record => record.Fields)).ToImmutableArray();
        var paths = known.Select(field => field.Path).ToHashSet(StringComparer.Ordinal);

        errors.AddRange(ruled.Where(path => !paths.Contains(path)).Select(path => $"fields/{path}: not a field of the schema"));

        foreach (var field in known)
        {
            string?[] named = [field.Rule.CurrencyField, field.Rule.From, field.Rule.Beside, field.Rule.Below?.Field, field.Rule.KnownBy,
                field.Rule.Behind, .. field.Rule.NextTo];

            foreach (var other in named.OfType<string>()
                .Where(other => !paths.Contains(other)))
            {
                errors.Add($"fields/{field.Path}: '{other}' is not a field of the schema");
            }
        }
    }
}

/// <summary>An array of objects, which is read from a table with one row for each item.</summary>
internal sealed record RecordPlan(string Path, List<FieldPlan> Fields);
