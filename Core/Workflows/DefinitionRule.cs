using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows.Definitions;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// Components parse, and every schema can be enforced, also those that a prompt carries. What any of them refers to is looked up by
/// <see cref="WorkflowValidator"/>.
/// </summary>
internal sealed class DefinitionRule(JsonSchemaValidator schemas) : IVersionRule
{
    public ImmutableArray<EntryError> Check(EntryVersion version)
    {
        JsonElement body = version.Content.Read();
        return version.Kind switch
        {
            EntryKind.Prompt => CheckPrompt(body),
            EntryKind.Schema => CheckSchema("", body),
            EntryKind.Recipe => Convert(DefinitionParser.ParseRecipe(body).Errors),
            EntryKind.Operation => Convert(DefinitionParser.ParseOperation(body).Errors),
            EntryKind.Solver => Convert(DefinitionParser.ParseSolver(body).Errors),
            _ => [],
        };
    }

    internal static ImmutableArray<EntryError> Convert(ImmutableArray<DefinitionError> errors) =>
        [.. errors.Select(error => new EntryError(error.Path, error.Detail))];

    /// <summary>
    /// A problem that begins with a place in the schema (<c>#/properties/x/type: ...</c>) becomes one with the path of the field.
    /// </summary>
    internal static EntryError ToError(string field, string problem)
    {
        int end = problem.StartsWith("#/", StringComparison.Ordinal) ? problem.IndexOf(": ", StringComparison.Ordinal) : -1;
        return end < 0
            ? new EntryError(field, problem)
            : new EntryError(
                string.Join('.', [.. field.Length == 0 ? (string[])[] : [field], .. problem[2..end].Split('/')]), problem[(end + 2)..]);
    }

    private ImmutableArray<EntryError> CheckPrompt(JsonElement body)
    {
        // The catalog's own rule says what is wrong with the shape.
        if (!PromptBody.TryRead(body, out PromptBody? prompt, out _))
        {
            return [];
        }

        ImmutableArray<EntryError> variables = schemas.CheckSchema(prompt.Variables) is { } problem ? [ToError("variables", problem)] : [];
        ImmutableArray<EntryError> defaults = variables.IsEmpty
            ? [.. (SchemaDefaults.Of(prompt.Variables)?.Check(schemas) ?? []).Select(
                wrong => new EntryError($"variables.{wrong.Path}.default", $"It does not satisfy its own schema: {wrong.Problem}"))]
            : [];
        ImmutableArray<EntryError> output =
            prompt.OutputSchema is { ValueKind: JsonValueKind.Object } schema ? CheckSchema("output_schema", schema) : [];
        return [.. variables, .. defaults, .. output, .. CheckTools(prompt)];
    }

    private static ImmutableArray<EntryError> CheckTools(PromptBody prompt) =>
    [
        .. PromptTools.ReferencesOf(prompt).Index()
            .Where(tool => ComponentReference.TryParse(tool.Item) is not { Namespace: not null })
            .Select(tool => new EntryError($"tools[{tool.Index}]", $"'{tool.Item}' is not of the form namespace/name[@version|@label].")),
    ];

    /// <summary>Entries that it refers to count as schemas that allow anything; no other place is ever looked at.</summary>
    private ImmutableArray<EntryError> CheckSchema(string field, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return [new EntryError(field, "A JSON Schema is an object.")];
        }

        if (SchemaReferences.In(schema).FirstOrDefault(text => SchemaReferences.KeyOf(text) is null) is { } reference)
        {
            return [new EntryError(field.Length == 0 ? "$ref" : field, $"There is no schema '{reference}'.")];
        }

        return schemas.CheckSchema(SchemaReferences.Resolve(schema, _ => null)) is { } problem ? [ToError(field, problem)] : [];
    }
}
