using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Json;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Workflows.Operations;

/// <summary>
/// Type <c>validate</c>: checks the input <c>value</c> against the schema entry that the setting <c>schema</c> names. Gives
/// <c>{"valid","errors":[{"path","code","detail"}]}</c>; with <c>required: true</c> an invalid value fails the
/// stage with <c>invalid_input</c>.
/// </summary>
internal sealed class ValidateOperation(JsonSchemaValidator validator) : IOperation
{
    private static readonly OperationShape Shape = new(
        JsonElement.Parse("""{"type":"object","required":["value"]}"""),
        JsonElement.Parse(
            """{"type":"object","required":["valid","errors"],"properties":"""
                + """{"valid":{"type":"boolean"},"errors":{"type":"array","items":{"type":"object"}}}}"""));

    public string Type => "validate";

    public string Summary => "Checks the input value against the schema entry that the setting schema names.";

    public OperationRequirements Require(JsonElement settings) =>
        OperationSettings.RequireOne(settings, "schema", EntryKind.Schema, SchemaReferences.DefaultNamespace);

    public OperationShape Describe(JsonElement settings, Func<EntryKey, EntryVersion> entry) => Shape;

    public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        EntryVersion schema = context.Entry(OperationSettings.KeyOf(context.Settings, "schema", SchemaReferences.DefaultNamespace));
        context.Input.TryGetProperty("value", out JsonElement value);
        ImmutableArray<SchemaViolation> violations = validator.Validate(SchemaReferences.Resolve(schema.Body, context.Entry), value);
        bool isRequired = context.Settings.TryGetProperty("required", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;
        OperationOutcome outcome = isRequired && !violations.IsEmpty
            ? new OperationOutcome.Failed(ErrorCodes.InvalidInput, string.Join(" ", violations.Take(10)))
            : new OperationOutcome.Completed(Report(violations));
        return Task.FromResult(outcome);
    }

    private static JsonElement Report(ImmutableArray<SchemaViolation> violations) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", violations.IsEmpty);
        writer.WriteStartArray("errors");

        foreach (SchemaViolation violation in violations)
        {
            writer.WriteStartObject();
            writer.WriteString("path", violation.Path);
            writer.WriteString("code", violation.Code);
            writer.WriteString("detail", violation.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
