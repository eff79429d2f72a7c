using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Schemas;

/// <summary>
/// Validates JSON against JSON Schema (2020-12 without dynamic references; formats are enforced; docs/json-schema.md). A schema is read
/// once and kept in a bounded cache. Nothing is ever fetched, and no schema or value takes more than bounded time, stack and memory.
/// Safe for concurrent use.
/// </summary>
public sealed class JsonSchemaValidator
{
    private const int MostKept = 500;
    private const int MostPatternsKept = 2_000;

    private readonly BoundedCache<UInt128, (CompiledSchema? Schema, string? Problem)> _known =
        new(MostKept, MostPatternsKept, static known => known.Schema?.PatternCount ?? 0);

    /// <summary>
    /// What is wrong with the value, at most 50; empty when it is valid. A schema that cannot be used is a violation of the whole value
    /// with the code <c>unusable_schema</c>, and what would take too long one with <c>schema_too_costly</c>.
    /// </summary>
    public ImmutableArray<SchemaViolation> Validate(JsonElement schema, JsonElement value)
    {
        (CompiledSchema? compiled, string? problem) = Find(schema);
        return compiled?.Validate(value) ?? [new SchemaViolation("", "unusable_schema", $"The schema cannot be used: {problem}")];
    }

    /// <summary>Why the schema cannot be used; null when it can. References to schema entries must have been resolved.</summary>
    public string? CheckSchema(JsonElement schema) => Find(schema).Problem;

    private (CompiledSchema? Schema, string? Problem) Find(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Undefined)
        {
            return (null, CompiledSchema.NotASchema);
        }

        UInt128 hash = HashOf(schema);

        if (_known.TryGet(hash, out (CompiledSchema? Schema, string? Problem) known))
        {
            return known;
        }

        CompiledSchema? compiled = CompiledSchema.Compile(schema, out string? problem);
        return _known.Add(hash, (compiled, problem));
    }

    private static UInt128 HashOf(JsonElement schema)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(JsonMarshal.GetRawUtf8Value(schema), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
