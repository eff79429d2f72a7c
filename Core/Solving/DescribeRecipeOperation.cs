using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Solving;

/// <summary>
/// Operation type <c>solver.recipe</c>, a tool for a model that plans: what one of the pinned recipes does, stage by stage, and what it
/// gives. Setting: <c>recipes</c>, those that may be asked for. Input: <c>recipe</c>, a name.
/// </summary>
internal sealed class DescribeRecipeOperation : IOperation
{
    private const string Recipes = "recipes";

    public string Type => "solver.recipe";

    public string Summary => "Says what a recipe does, stage by stage, and what it gives.";

    public OperationRequirements Require(JsonElement settings)
    {
        ComponentReference?[] recipes = [.. Listed(settings).Select(ComponentReference.TryParse)];
        return recipes.Length == 0 || recipes.Contains(null)
            ? new OperationRequirements([], [$"{Type}: setting '{Recipes}' must be a list of recipes"])
            : new OperationRequirements(
                [.. recipes.Select(recipe => new EntrySelector.One(KeyOf(recipe!), recipe!.Version, EntryKind.Recipe))], []);
    }

    public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        string asked = context.Input.TryGetProperty("recipe", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()! : "";
        ImmutableArray<EntryKey> known = [.. Listed(context.Settings).Select(ComponentReference.TryParse).Select(one => KeyOf(one!))];
        EntryKey? key = known.Cast<EntryKey?>().FirstOrDefault(one => one!.Value.Name == asked || one.Value.ToString() == asked);

        // Said to the model as a result, so that it may ask for another.
        return Task.FromResult<OperationOutcome>(new OperationOutcome.Completed(key is { } found
            ? Describe(context.Entry(found))
            : JsonSerializer.SerializeToElement(new { error = "There is no such recipe.", recipes = known.Select(one => one.Name) })));
    }

    private static JsonElement Describe(EntryVersion recipe) => JsonSerializer.SerializeToElement(new
    {
        recipe = recipe.Key.Name,
        description = recipe.Description,
        stages = recipe.Body.GetProperty("stages").EnumerateArray().Select(stage => new
        {
            id = stage.GetProperty("id").GetString(),
            description = stage.TryGetProperty("description", out JsonElement text) ? text.GetString() : null,
        }),
        gives = recipe.Body.TryGetProperty("output", out JsonElement output) ? output.EnumerateObject().Select(field => field.Name) : [],
    });

    private static IEnumerable<string> Listed(JsonElement settings) =>
        settings.TryGetProperty(Recipes, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")
            : [];

    private static EntryKey KeyOf(ComponentReference reference) => reference.Candidates(["workflows"])[0];
}
