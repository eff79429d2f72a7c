using System.Collections.Immutable;
using System.Text.Json;

using NJsonSchema;
using NJsonSchema.Validation;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// Checks a prompt's variables against their declaration: directly as far as <see cref="PlainSchema"/> goes, which is all that most
/// prompts declare, and by the schema validator where a declaration says more.
/// </summary>
internal sealed class VariableRules
{
    private readonly PlainSchema _plain;
    private readonly Lazy<JsonSchema>? _schema;

    public VariableRules(JsonElement declaration)
    {
        bool isComplete = true;
        _plain = PlainSchema.Read(declaration, ref isComplete);

        if (!isComplete)
        {
            string text = declaration.GetRawText();
            _schema = new Lazy<JsonSchema>(() => JsonSchema.FromJsonAsync(text).GetAwaiter().GetResult());
        }
    }

    /// <param name="variables">As they were given.</param>
    /// <param name="values">The same as templates see them, which are quicker to look into.</param>
    public ImmutableArray<EntryError> Check(JsonElement variables, TemplateObject values)
    {
        if (variables.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            variables = Prompts.CanonicalJson.EmptyObject;
        }

        if (variables.ValueKind != JsonValueKind.Object)
        {
            return [new EntryError("variables", "Must be a JSON object.")];
        }

        ImmutableArray<EntryError>.Builder? errors = null;
        _plain.Check(values, "", ref errors);
        return errors is not null ? errors.ToImmutable() : _schema is null ? [] : CheckSchema(variables, _schema.Value);
    }

    private static ImmutableArray<EntryError> CheckSchema(JsonElement variables, JsonSchema schema) =>
        [.. schema.Validate(variables.GetRawText()).Select(error => new EntryError(FieldOf(error), $"Does not satisfy its declaration: {error.Kind}."))];

    private static string FieldOf(ValidationError error) => error.Path is { Length: > 0 } path ? path.TrimStart('#', '/') : error.Property ?? "";
}
