using System.Buffers.Binary;
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
/// Validates JSON against JSON Schema (draft 7 keywords; formats are enforced). A schema is checked once, compiled when it is first
/// used, and kept in a bounded cache. Nothing is ever fetched: a reference that leaves the schema is refused. Safe for concurrent use.
/// </summary>
public sealed class JsonSchemaValidator
{
    private const int MostViolations = 50;
    private const int MostKept = 500;

    private readonly ConcurrentDictionary<UInt128, Lazy<JsonSchema>> _checked = [];
    private readonly NJsonSchema.Validation.JsonSchemaValidator _validator = new([.. FormatRules.All]);

    /// <summary>What is wrong with the value, at most 50; empty when it is valid. Throws <see cref="JsonException"/> for a schema that is none.</summary>
    public ImmutableArray<SchemaViolation> Validate(JsonElement schema, JsonElement value)
    {
        JsonSchema compiled = Check(schema, out string? problem)?.Value ?? throw new JsonException(problem);
        ICollection<ValidationError> errors = _validator.Validate(JsonTokens.From(value), compiled);
        return errors.Count == 0 ? [] : [.. SchemaViolations.From(errors).Take(MostViolations)];
    }

    /// <summary>Why the schema cannot be used; null when it can. External references must have been resolved.</summary>
    public string? CheckSchema(JsonElement schema)
    {
        Check(schema, out string? problem);
        return problem;
    }

    private Lazy<JsonSchema>? Check(JsonElement schema, out string? problem)
    {
        problem = null;
        UInt128 hash = HashOf(schema);

        if (_checked.TryGetValue(hash, out Lazy<JsonSchema>? known))
        {
            return known;
        }

        problem = SchemaRules.Check(schema);

        if (problem is not null)
        {
            return null;
        }

        // Cleared as a whole when full: a process uses far fewer schemas, and what it still uses compiles again in under a millisecond.
        if (_checked.Count >= MostKept)
        {
            _checked.Clear();
        }

        return _checked[hash] = new Lazy<JsonSchema>(() => Compile(schema));
    }

    private static UInt128 HashOf(JsonElement schema)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(JsonMarshal.GetRawUtf8Value(schema), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static JsonSchema Compile(JsonElement schema)
    {
        try
        {
            // Completes at once: the rules refuse every reference that would need to be fetched.
            return JsonSchema.FromJsonAsync(SchemaDialect.Translate(schema)).GetAwaiter().GetResult();
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
