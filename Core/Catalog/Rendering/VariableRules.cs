using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// Checks a prompt's variables against their declaration, by the same validator as every other schema. A declaration that cannot be used,
/// such as one that an earlier version accepted, refuses every value and says why.
/// </summary>
internal sealed class VariableRules
{
    // Told first: what is missing explains the rest.
    private const string Missing = "required";

    private readonly CompiledSchema? _schema;
    private readonly SchemaDefaults? _defaults;

    public VariableRules(JsonElement declaration)
    {
        _schema = CompiledSchema.Compile(declaration, out string? problem);
        Problem = problem;
        _defaults = SchemaDefaults.Of(declaration);
    }

    /// <summary>Why the declaration cannot be used; null when it can.</summary>
    public string? Problem { get; }

    /// <summary>The variables with the values that the declaration gives to what is left out.</summary>
    public JsonElement Fill(JsonElement variables) => _defaults?.Fill(variables) ?? variables;

    /// <summary>What is wrong with the variables of one render, by name; empty when nothing is.</summary>
    public ImmutableArray<EntryError> Check(JsonElement variables)
    {
        if (_schema is null)
        {
            return [new EntryError("variables", $"Their declaration cannot be used: {Problem}")];
        }

        if (variables.ValueKind != JsonValueKind.Object)
        {
            return [new EntryError("variables", "Must be a JSON object.")];
        }

        ImmutableArray<SchemaViolation> violations = _schema.Validate(variables);
        return violations.IsEmpty ? [] : [.. violations.OrderBy(violation => violation.Code != Missing).Select(ToError)];
    }

    private static EntryError ToError(SchemaViolation violation) =>
        new(violation.Path, violation.Code == Missing ? "This variable is required." : violation.Detail);
}
