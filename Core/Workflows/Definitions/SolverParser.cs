using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Workflows.Definitions;

/// <summary>Reads what a solver chooses from.</summary>
internal static class SolverParser
{
    private const int MostRecipes = 50;
    private const int MostPhrases = 200;
    private const int LongestPhrase = 300;
    private const string AnyKind = "any";

    private static readonly Dictionary<string, MaterialForm> Forms = new(StringComparer.Ordinal)
    {
        ["text"] = MaterialForm.Text,
        ["document"] = MaterialForm.Document,
        ["value"] = MaterialForm.Value,
    };

    public static ImmutableArray<SolverRecipe> Choices(FieldReader solver, List<DefinitionError> errors)
    {
        JsonElement[] items = [.. solver.Items("recipes") ?? []];

        if (items.Length is 0 or > MostRecipes)
        {
            solver.Refuse("recipes", items.Length == 0 ? "required" : "out_of_range", $"1 to {MostRecipes} recipes to choose from.");
            return [];
        }

        return [.. items.Select((item, index) => Choice(solver, item, $"recipes[{index}]", errors)).OfType<SolverRecipe>()];
    }

    public static ImmutableArray<SolverWords> Kinds(FieldReader solver) =>
    [
        .. solver.ObjectOrEmpty("kinds").EnumerateObject().Select(kind => new SolverWords(
            kind.Name, [.. Phrases(solver, kind.Value, $"kinds.{kind.Name}").Select(word => word.ToLowerInvariant())])),
    ];

    public static ImmutableArray<string> Phrases(FieldReader fields, string field) =>
        fields.Any(field) is { } list ? Phrases(fields, list, field) : [];

    /// <summary>A bare text is a recipe of which nothing more is said.</summary>
    private static SolverRecipe? Choice(FieldReader solver, JsonElement item, string path, List<DefinitionError> errors)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            return solver.Reference(path, item.GetString()!) is { } named ? new SolverRecipe { Uses = named } : null;
        }

        var fields = new FieldReader(item, path, errors);
        ComponentReference? uses = fields.Reference("uses", fields.RequiredText("uses"));
        var choice = new SolverRecipe
        {
            Uses = uses!,
            IsOptional = fields.Flag("optional"),
            Result = fields.Text("result"),
            Solves = Phrases(fields, "solves"),
            Takes = Ports(fields, "takes"),
            Gives = Ports(fields, "gives"),
            Picks = Picks(fields, path, errors),
        };
        fields.Finish();
        return uses is null ? null : choice;
    }

    /// <summary>Each field with what it holds: <c>contract letter text</c>, <c>any document</c>, <c>facts value</c>.</summary>
    private static ImmutableArray<SolverPort> Ports(FieldReader fields, string field)
    {
        var ports = ImmutableArray.CreateBuilder<SolverPort>();

        foreach (JsonProperty port in fields.ObjectOrEmpty(field).EnumerateObject())
        {
            string[] words = port.Value.ValueKind == JsonValueKind.String ? port.Value.GetString()!.Split(' ') : [];
            string[] kinds = words.Length > 1 && !words.Contains("") ? words[..^1] : [];

            if (kinds.Length > 0 && Forms.TryGetValue(words[^1], out MaterialForm form))
            {
                ports.Add(new SolverPort(port.Name, kinds is [AnyKind] ? [] : [.. kinds], form));
            }
            else
            {
                fields.Refuse(
                    $"{field}.{port.Name}",
                    "invalid_material",
                    "Must be kinds or any, then text, document or value, such as 'any document'.");
            }
        }

        return ports.ToImmutable();
    }

    private static ImmutableArray<SolverPick> Picks(FieldReader fields, string path, List<DefinitionError> errors)
    {
        var picks = ImmutableArray.CreateBuilder<SolverPick>();

        foreach (JsonProperty pick in fields.ObjectOrEmpty("picks").EnumerateObject())
        {
            string place = $"picks.{pick.Name}";

            if (pick.Value.ValueKind != JsonValueKind.Array || pick.Value.GetArrayLength() == 0)
            {
                fields.Refuse(place, "wrong_type", "Must be a list of at least one option.");
                continue;
            }

            picks.Add(new SolverPick(
                pick.Name, [.. pick.Value.EnumerateArray().Select((item, index) => Option(item, $"{path}.{place}[{index}]", errors))]));
        }

        return picks.ToImmutable();
    }

    private static SolverOption Option(JsonElement item, string path, List<DefinitionError> errors)
    {
        var fields = new FieldReader(item, path, errors);
        string value = fields.RequiredText("value");

        // So that a reader of a plan can tell it from an output of a recipe, and it is never taken for a wire.
        if (value.Length > 0 && ComponentReference.TryParse(value)?.Namespace is null or "materials")
        {
            fields.Refuse("value", "invalid_reference", "Must name an entry as namespace/name[@version|@label].");
        }

        var option = new SolverOption(value, fields.Text("makes"), Phrases(fields, "kinds"), Phrases(fields, "words"));
        fields.Finish();
        return option;
    }

    private static ImmutableArray<string> Phrases(FieldReader fields, JsonElement list, string field)
    {
        string[] phrases = list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")]
            : [""];

        if (phrases.Length > MostPhrases || phrases.Any(phrase => phrase.Length is 0 or > LongestPhrase))
        {
            fields.Refuse(field, "wrong_type", $"Must be a list of at most {MostPhrases} texts of 1 to {LongestPhrase} characters.");
            return [];
        }

        return [.. phrases];
    }
}
