using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// Validates JSON against JSON Schema (draft 7 keywords; formats are enforced). A schema is compiled once and kept in a bounded
/// cache. Safe for concurrent use.
/// </summary>
public sealed class JsonSchemaValidator
{
    /// <summary>What is wrong with the value, at most 50; empty when it is valid. Throws <see cref="JsonException"/> for a schema that is none.</summary>
    public ImmutableArray<SchemaViolation> Validate(JsonElement schema, JsonElement value) => throw new NotImplementedException();

    /// <summary>Why the schema cannot be used; null when it can. External references must have been resolved.</summary>
    public string? CheckSchema(JsonElement schema) => throw new NotImplementedException();
}

/// <param name="Path">As in the value: <c>contacts[0].email</c>; empty for the whole.</param>
/// <param name="Code">snake_case: <c>required</c>, <c>type</c>, <c>enum</c>, <c>format</c> ...</param>
/// <param name="Detail">For a person or a model; never contains the value itself.</param>
public sealed record SchemaViolation(string Path, string Code, string Detail)
{
    public override string ToString() => Path.Length == 0 ? Detail : $"{Path}: {Detail}";
}
