using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>What a recipe comes to when it is used.</summary>
internal sealed record LinkedRecipe(JsonElement Output, JsonElement? InputSchema, WireType OutputType);

/// <summary>Flattens one recipe, and the recipes it uses, into stages and scopes, and checks every wire on the way.</summary>
internal sealed class RecipeLinker(LinkContext link)
{
    private const int DeepestNesting = 8;
    private const int MostStages = 1_000;

    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}");
    private static readonly ImmutableHashSet<string> NoSettings = [];

    /// <param name="scope">Path of the scope the stages go into; empty for the workflow itself.</param>
    /// <param name="errorPath">Put before the path of every error: the stages that led here.</param>
    /// <param name="chain">The recipes being linked, outermost first; the last is this one.</param>
    public async ValueTask<LinkedRecipe> LinkAsync(
        EntryVersion recipe, string scope, string errorPath, ImmutableArray<EntryKey> chain, CancellationToken cancellationToken)
    {
        if (link.Recipe(recipe, errorPath) is not { } definition)
        {
            return new LinkedRecipe(EmptyObject, null, WireType.Unknown);
        }

        string prefix = errorPath.Length == 0 ? "" : $"{errorPath}.";
        JsonElement? inputSchema = await link.InputSchemaAsync(definition.InputSchema, $"{prefix}input_schema", cancellationToken);
        var types = new ScopeTypes(WireType.Of(inputSchema), link.Errors);

        foreach ((StageDefinition stage, ImmutableHashSet<string> before) in StageOrder.Of(definition.Stages, prefix, link.Errors))
        {
            var place = new StagePlace(stage, before, scope, $"{prefix}stages.{stage.Id}", chain);
            types.Add(stage.Id, await LinkStageAsync(place, types, cancellationToken));
        }

        WireType output = types.Check(WireTemplate.Parse(definition.Output, "", []), $"{prefix}output", null, null);
        return new LinkedRecipe(definition.Output, inputSchema, output);
    }

    private async ValueTask<WireType> LinkStageAsync(StagePlace place, ScopeTypes types, CancellationToken cancellationToken)
    {
        StageDefinition stage = place.Stage;
        WireType? item = CheckControls(place, types);
        WireType given = types.Check(WireTemplate.Parse(stage.With, "", []), $"{place.ErrorPath}.with", place.Before, item);
        EntryVersion? used = await link.Pins.PinAsync(
            stage.Uses.Candidates(), stage.Uses.Version, $"{place.ErrorPath}.uses", cancellationToken);
        WireType output = used?.Kind switch
        {
            EntryKind.Operation => await LinkOperationAsync(place, used, given, types, cancellationToken),
            EntryKind.Recipe => await LinkNestedAsync(place, used, given, types, cancellationToken),
            null => WireType.Unknown,
            _ => RefuseKind(place, used),
        };
        return stage.ForEach is null ? output : WireType.AggregateOf(output);
    }

    /// <summary>Checks <c>when</c> and <c>for_each</c>; gives the type of an item, null where there are none.</summary>
    private WireType? CheckControls(StagePlace place, ScopeTypes types)
    {
        if (place.Stage.When is { } when && WhenExpression.TryParse(when, out _) is { } condition)
        {
            foreach (WirePath wire in condition.Wires())
            {
                types.CheckPath(wire, $"{place.ErrorPath}.when", place.Before, null);
            }
        }

        if (place.Stage.ForEach is not { } policy || WireTemplate.Parse(policy.Items, "", []) is not WireTemplate.Reference items)
        {
            return null;
        }

        string path = $"{place.ErrorPath}.for_each.items";
        WireType list = types.CheckPath(items.Path, path, place.Before, null);

        if (list.Items() is { } item)
        {
            return item;
        }

        link.Refuse(path, "incompatible_wire", $"${{{items.Path}}} gives {list}, not a list.");
        return WireType.Unknown;
    }

    private async ValueTask<WireType> LinkOperationAsync(
        StagePlace place, EntryVersion used, WireType given, ScopeTypes types, CancellationToken cancellationToken)
    {
        StageDefinition stage = place.Stage;

        if (await link.OperationAsync(used, $"{place.ErrorPath}.uses", cancellationToken) is not { } operation)
        {
            return WireType.Unknown;
        }

        var settings = operation.Settings.EnumerateObject().Select(setting => setting.Name).ToImmutableHashSet(StringComparer.Ordinal);
        types.CheckTarget(given, settings, operation.Input, $"{place.ErrorPath}.with", isWhole: true);
        // A prompt is given those of its variables that it declares, whatever else comes.
        JsonElement? wanted = operation.Input is null ? operation.Shape.Input : RequiredOnly(operation);
        types.CheckTarget(given, settings, wanted, $"{place.ErrorPath}.with", isWhole: false);
        JsonElement? tighter = await link.SchemaAsync(stage.OutputSchema, $"{place.ErrorPath}.output_schema", cancellationToken);
        link.Stages.Add(operation.ToStage(place.Path, used) with
        {
            Scope = place.Scope,
            Description = stage.Description,
            With = stage.With,
            Needs = place.Needs,
            When = stage.When,
            ForEach = stage.ForEach,
            Retry = stage.Retry ?? RetryPolicy.None,
            Timeout = stage.Timeout ?? TimeSpan.FromMinutes(5),
            IsCached = stage.IsCached,
            OutputSchema = tighter ?? operation.Output,
        });

        if (link.Stages.Count == MostStages + 1)
        {
            link.Refuse(place.ErrorPath, "too_many_stages", $"A workflow with its sub-recipes has at most {MostStages} stages.");
        }

        return WireType.Of(tighter).And(operation.OutputType);
    }

    private async ValueTask<WireType> LinkNestedAsync(
        StagePlace place, EntryVersion used, WireType given, ScopeTypes types, CancellationToken cancellationToken)
    {
        StageDefinition stage = place.Stage;

        if (place.Chain.Contains(used.Key))
        {
            link.Refuse(
                $"{place.ErrorPath}.uses",
                "recursive_recipe",
                $"A recipe cannot contain itself: {string.Join(" > ", place.Chain)} > {used.Key}.");
            return WireType.Unknown;
        }

        if (place.Chain.Length >= DeepestNesting || link.Stages.Count > MostStages)
        {
            link.Refuse($"{place.ErrorPath}.uses", "too_deep", $"Recipes nest at most {DeepestNesting} deep.");
            return WireType.Unknown;
        }

        if (stage.Retry is not null || stage.Timeout is not null || stage.IsCached || stage.OutputSchema is not null)
        {
            link.Refuse(
                place.ErrorPath,
                "not_applicable",
                "retry, timeout, cache and output_schema belong to the stages of the recipe, not to a stage that uses a recipe.");
        }

        LinkedRecipe nested = await LinkAsync(used, place.Path, place.ErrorPath, place.Chain.Add(used.Key), cancellationToken);
        types.CheckTarget(given, NoSettings, nested.InputSchema, $"{place.ErrorPath}.with", isWhole: true);
        link.Scopes.Add(new PlannedScope
        {
            Path = place.Path,
            Parent = place.Scope,
            Recipe = new PinnedReference(used.Key, used.Number, used.ContentHash),
            With = stage.With,
            Output = nested.Output,
            Needs = place.Needs,
            When = stage.When,
            ForEach = stage.ForEach,
            InputSchema = nested.InputSchema,
            ChecksInput = true,
        });
        return nested.OutputType;
    }

    private WireType RefuseKind(StagePlace place, EntryVersion used)
    {
        link.Refuse(
            $"{place.ErrorPath}.uses", "wrong_kind", $"{used.Key} is a {used.Kind.ToText()}; a stage uses an operation or a recipe.");
        return WireType.Unknown;
    }

    // The definition's schema decides types; of the type's own only what must be there still counts, unless a default covers it.
    private static JsonElement? RequiredOnly(LinkedOperation operation) =>
        operation.Shape.Input is { ValueKind: JsonValueKind.Object } shape && shape.TryGetProperty("required", out JsonElement required)
        && required.ValueKind == JsonValueKind.Array
            ? JsonSerializer.SerializeToElement(new
            {
                required = required.EnumerateArray().Select(name => name.GetString()!).Where(
                    name => !SchemaDefaults.Has(shape, name) && !SchemaDefaults.Has(operation.Input ?? default, name)),
            })
            : null;

    private sealed record StagePlace(
        StageDefinition Stage, ImmutableHashSet<string> Before, string Scope, string ErrorPath, ImmutableArray<EntryKey> Chain)
    {
        public string Path => PathOf(Stage.Id);

        public ImmutableArray<string> Needs => [.. Stage.Needs.Distinct(StringComparer.Ordinal).Select(PathOf)];

        private string PathOf(string id) => Scope.Length == 0 ? id : $"{Scope}/{id}";
    }
}
