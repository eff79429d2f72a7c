using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>
/// What a recipe declares or computes and nobody reads. Stages may be there for what they do, so nothing here is refused.
/// </summary>
public static class WorkflowWarnings
{
    /// <summary>In the order of the recipe; none for other kinds, and for a recipe that does not parse.</summary>
    /// <param name="inputSchema">Where the definition refers to a schema, that schema; null to look at the definition alone.</param>
    /// <param name="authored">The text that the version was made from, if there is one: then each says line and column of it.</param>
    public static ImmutableArray<DefinitionWarning> Of(
        EntryVersion version, JsonElement? inputSchema = null, JsonElement? authored = null)
    {
        ArgumentNullException.ThrowIfNull(version);
        ImmutableArray<DefinitionWarning> found =
            version.Kind == EntryKind.Recipe && DefinitionParser.ParseRecipe(version.Body).Definition is { } recipe
                ? [.. UnusedInputs(recipe, inputSchema ?? recipe.InputSchema), .. UnusedOutputs(recipe)]
                : [];
        return !found.IsEmpty && authored is { ValueKind: JsonValueKind.String } text && YamlPlaces.Read(text.GetString()!) is { } places
            ? [.. found.Select(warning => Place(warning, places))]
            : found;
    }

    private static DefinitionWarning Place(DefinitionWarning warning, YamlPlaces places)
    {
        string place = YamlPlaces.Place(new EntryError(warning.Path, warning.Detail), places).Place;
        return place.Length == 0 ? warning : warning with { Detail = $"{warning.Detail} ({place})" };
    }

    private static IEnumerable<DefinitionWarning> UnusedInputs(WorkflowDefinition recipe, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        WirePath[] read = [.. Wires(recipe).Where(wire => wire.Root == WireRoot.Input)];
        return read.Any(wire => wire.Segments.IsEmpty)
            ? []
            : properties.EnumerateObject()
                .Select(property => property.Name)
                .Where(name => !read.Any(wire => wire.Segments[0] == name))
                .Select(name => new DefinitionWarning(
                    $"input_schema.properties.{name}", "unused_input", $"No wire reads ${{input.{name}}}."));
    }

    private static IEnumerable<DefinitionWarning> UnusedOutputs(WorkflowDefinition recipe)
    {
        var read = Wires(recipe).Where(wire => wire.Root == WireRoot.Stage).Select(wire => wire.Stage).ToHashSet();
        return recipe.Stages.Where(stage => !read.Contains(stage.Id)).Select(stage => new DefinitionWarning(
            $"stages.{stage.Id}", "unused_output", $"Neither a stage nor the output reads ${{stages.{stage.Id}.output}}."));
    }

    private static IEnumerable<WirePath> Wires(WorkflowDefinition recipe) =>
        recipe.Stages.SelectMany(WiresOf).Concat(In(recipe.Output));

    internal static IEnumerable<WirePath> WiresOf(StageDefinition stage) =>
    [
        .. In(stage.With),
        .. stage.ForEach is { } policy ? In(policy.Items) : [],
        .. stage.When is { } when ? WhenExpression.TryParse(when, out _)?.Wires() ?? [] : [],
    ];

    private static IEnumerable<WirePath> In(JsonElement wired) => WireTemplate.Parse(wired, "", []).Wires();
}
