using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>What one link collects over all recipes and operations it meets.</summary>
internal sealed class LinkContext(
    DefinitionCache definitions, OperationRegistry operations, JsonSchemaValidator schemas, EntryPins pins, List<DefinitionError> errors)
{
    public EntryPins Pins => pins;

    public List<DefinitionError> Errors => errors;

    public List<PlannedStage> Stages { get; } = [];

    public List<PlannedScope> Scopes { get; } = [];

    /// <summary>With stages of its own, and everything else together with this one.</summary>
    public LinkContext Beside() => new(definitions, operations, schemas, pins, errors);

    /// <summary>The parsed recipe; null, and its errors reported, when it does not parse.</summary>
    public WorkflowDefinition? Recipe(EntryVersion version, string path)
    {
        Parsed<WorkflowDefinition> parsed = definitions.Recipe(version);
        Report(parsed.Errors, version, path);
        return parsed.Definition;
    }

    /// <summary>What the model of a prompt may call.</summary>
    public ImmutableArray<ComponentReference> ToolsOf(EntryVersion prompt) => definitions.Prompt(prompt).Tools;

    /// <summary>Whether a prompt can be used; what is wrong with it was reported when it was pinned.</summary>
    public bool IsUsable(EntryVersion prompt) => definitions.Prompt(prompt).Problem is null;

    /// <summary>The operation with its closure; null, and the reasons reported, when it cannot run.</summary>
    public async ValueTask<LinkedOperation?> OperationAsync(EntryVersion version, string path, CancellationToken cancellationToken)
    {
        Parsed<OperationDefinition> parsed = definitions.Operation(version);
        Report(parsed.Errors, version, path);

        if (parsed.Definition is not { } definition)
        {
            return null;
        }

        if (operations.Find(definition.Type) is not { } operation)
        {
            Refuse(
                path, "unknown_operation_type",
                $"{version.Key} is of type '{definition.Type}', which this build does not have. "
                    + $"It has {string.Join(", ", operations.Types)}.");
            return null;
        }

        int before = errors.Count;
        OperationRequirements requirements = operation.Require(definition.Settings);
        errors.AddRange(requirements.Errors.Select(error => new DefinitionError(path, "invalid_settings", $"{version.Key}: {error}")));

        foreach (EntrySelector selector in requirements.Entries)
        {
            await PinAsync(selector, path, cancellationToken);
        }

        JsonElement? input = await InputSchemaAsync(
            definition.InputSchema, path.Length == 0 ? "input_schema" : path, cancellationToken);
        JsonElement? output = await SchemaAsync(definition.OutputSchema, path, cancellationToken);
        OperationShape shape = errors.Count == before
            ? operation.Describe(definition.Settings, key => pins.Find(key)!)
            : OperationShape.Unknown;
        shape = new OperationShape(
            await SchemaAsync(shape.Input, path, cancellationToken), await SchemaAsync(shape.Output, path, cancellationToken));
        return new LinkedOperation(definition.Type, definition.Settings, input, output, shape)
        {
            Entries = [.. requirements.Entries.OfType<EntrySelector.One>().Select(one => one.Key)],
        };
    }

    /// <summary>A schema that stands on its own and compiles; null, and the reason reported, otherwise.</summary>
    public async ValueTask<JsonElement?> SchemaAsync(JsonElement? schema, string path, CancellationToken cancellationToken)
    {
        JsonElement? resolved = await pins.ResolveSchemaAsync(schema, path, cancellationToken);

        if (resolved is { } known && schemas.CheckSchema(known) is { } problem)
        {
            Refuse(path, "invalid_schema", problem);
            return null;
        }

        return resolved;
    }

    /// <summary>As <see cref="SchemaAsync"/>, of what somebody is given, where every default satisfies its own schema.</summary>
    public async ValueTask<JsonElement?> InputSchemaAsync(JsonElement? schema, string path, CancellationToken cancellationToken)
    {
        JsonElement? input = await SchemaAsync(schema, path, cancellationToken);

        foreach ((string place, string problem) in SchemaDefaults.Of(input)?.Check(schemas) ?? [])
        {
            Refuse($"{path}.{place}.default", "invalid_default", $"The default does not satisfy its own schema: {problem}");
        }

        return input;
    }

    public void Refuse(string path, string code, string detail) => errors.Add(new DefinitionError(path, code, detail));

    private async ValueTask PinAsync(EntrySelector selector, string path, CancellationToken cancellationToken)
    {
        if (selector is EntrySelector.One one)
        {
            await pins.PinAsync(one.Key, one.Version, one.Kind, path, cancellationToken);
        }
        else if (selector is EntrySelector.Tagged tagged)
        {
            await pins.PinTaggedAsync(tagged, path, cancellationToken);
        }
    }

    private void Report(ImmutableArray<DefinitionError> found, EntryVersion version, string path) =>
        errors.AddRange(path.Length == 0
            ? found
            : found.Select(error => new DefinitionError(path, error.Code, $"{version.Key}, {error.Path}: {error.Detail}")));
}
