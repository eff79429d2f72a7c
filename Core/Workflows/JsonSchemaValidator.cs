using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

using NJsonSchema;
using NJsonSchema.Validation;

using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// Validates JSON against JSON Schema (draft 7 keywords; formats are enforced). A schema is compiled once and kept in a bounded
/// cache. Nothing is ever fetched: a reference that leaves the schema is refused. Safe for concurrent use.
/// </summary>
public sealed class JsonSchemaValidator
{
    private const int MostViolations = 50;
    private const int MostCompiled = 500;

    private readonly ConcurrentDictionary<string, JsonSchema> _compiled = new(StringComparer.Ordinal);
    private readonly NJsonSchema.Validation.JsonSchemaValidator _validator = new([.. FormatRules.All]);

    /// <summary>What is wrong with the value, at most 50; empty when it is valid. Throws <see cref="JsonException"/> for a schema that is none.</summary>
    public ImmutableArray<SchemaViolation> Validate(JsonElement schema, JsonElement value)
    {
        ICollection<ValidationError> errors = _validator.Validate(JsonTokens.From(value), Compile(schema));
        return errors.Count == 0 ? [] : [.. SchemaViolations.From(errors).Take(MostViolations)];
    }

    /// <summary>Why the schema cannot be used; null when it can. External references must have been resolved.</summary>
    public string? CheckSchema(JsonElement schema)
    {
        try
        {
            Compile(schema);
            return null;
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>As <see cref="CheckSchema"/> without compiling, which a thousand prompts would pay for: keywords, types and references only.</summary>
    public static string? CheckKeywords(JsonElement schema)
    {
        try
        {
            SchemaDialect.Translate(schema);
            return null;
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }

    private JsonSchema Compile(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("A JSON Schema is an object.");
        }

        string hash = Convert.ToHexString(SHA256.HashData(JsonMarshal.GetRawUtf8Value(schema)));

        if (_compiled.TryGetValue(hash, out JsonSchema? compiled))
        {
            return compiled;
        }

        // Cleared as a whole when full: a process uses far fewer schemas, and what it still uses compiles again in under a millisecond.
        if (_compiled.Count >= MostCompiled)
        {
            _compiled.Clear();
        }

        return _compiled[hash] = CompileNew(schema);
    }

    private static JsonSchema CompileNew(JsonElement schema)
    {
        string text = SchemaDialect.Translate(schema);

        try
        {
            // Completes at once: the dialect refuses every reference that would need to be fetched.
            return JsonSchema.FromJsonAsync(text).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is Newtonsoft.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            throw new JsonException($"Not a usable JSON Schema: {exception.Message}", exception);
        }
    }
}

/// <param name="Path">As in the value: <c>contacts[0].email</c>; empty for the whole.</param>
/// <param name="Code">snake_case: <c>required</c>, <c>type</c>, <c>enum</c>, <c>format</c> ...</param>
/// <param name="Detail">For a person or a model; never contains the value itself.</param>
public sealed record SchemaViolation(string Path, string Code, string Detail)
{
    public override string ToString() => Path.Length == 0 ? Detail : $"{Path}: {Detail}";
}
