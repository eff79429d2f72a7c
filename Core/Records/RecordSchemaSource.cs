using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Json;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Records;

/// <summary>
/// The schema that a caller gives or names. A name without a version is one of the schemas that are tagged <see cref="Tag"/>, pinned when
/// the execution was accepted; with one it is any schema, because a version never changes. A label may move and is refused.
/// </summary>
internal sealed class RecordSchemaSource(ICatalogReader catalog, JsonSchemaValidator validator)
{
    public const string Tag = "record";

    private const int MostBytes = 64 << 10;

    public static EntrySelector Pinned { get; } =
        new EntrySelector.Tagged(SchemaReferences.DefaultNamespace, Tag, EntryKind.Schema);

    /// <summary>The schema made to stand on its own, or a sentence that names the field and what is wrong with it.</summary>
    public async Task<(JsonElement Schema, string? Problem)> FindAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        bool isGiven = context.Input.TryGetProperty("schema", out JsonElement given) && given.ValueKind != JsonValueKind.Null;
        bool isNamed = context.Input.TryGetProperty("schema_name", out JsonElement name) && name.ValueKind == JsonValueKind.String;

        if (isGiven == isNamed)
        {
            return (default, "Either schema or schema_name must be given.");
        }

        return isGiven ? CheckGiven(given) : await FindNamedAsync(context, name.GetString()!, cancellationToken);
    }

    private (JsonElement, string?) CheckGiven(JsonElement schema)
    {
        string? problem = schema.ValueKind != JsonValueKind.Object ? "must be an object"
            : Encoding.UTF8.GetByteCount(schema.GetRawText()) > MostBytes ? $"has more than {MostBytes} bytes"
            : StorableJson.FaultOf(schema) is { } fault ? fault.ToString()
            : SchemaReferences.In(schema).Any(reference => !reference.StartsWith('#')) ? "may refer to nothing but its own definitions"
            : validator.CheckSchema(schema);
        return (schema, problem is null ? null : $"schema: {problem}");
    }

    private async Task<(JsonElement, string?)> FindNamedAsync(IOperationContext context, string name, CancellationToken cancellationToken)
    {
        if (SchemaReferences.KeyOf(name) is not { } reference)
        {
            return (default, "schema_name: must be [namespace/]name, with @version where wanted");
        }

        EntryVersion? entry = reference.Version switch
        {
            { Version: not null } => await catalog.GetAsync(reference.Key, reference.Version, cancellationToken),
            { Label: not null } => null,
            _ => context.Tagged(SchemaReferences.DefaultNamespace, Tag).FirstOrDefault(pinned => pinned.Key == reference.Key),
        };

        if (entry is not { Kind: EntryKind.Schema })
        {
            return (default, reference.Version.Label is not null
                ? "schema_name: a label may move; name a version, such as @1"
                : $"schema_name: there is no schema {name} with the tag '{Tag}'; any other is named with its version, such as @1");
        }

        JsonElement schema = SchemaReferences.Resolve(entry.Body, key => key == entry.Key ? entry : null);
        return validator.CheckSchema(schema) is { } problem ? (default, $"schema_name: {problem}") : (schema, null);
    }
}
