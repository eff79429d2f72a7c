using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

using PromptIntel.Core.Schemas.Rules;

namespace PromptIntel.Core.Schemas;

/// <summary>A schema that was read and found usable. Immutable, safe for concurrent use; holds nothing of its source's memory.</summary>
internal sealed class CompiledSchema
{
    public const string NotASchema = "A JSON Schema is an object.";

    /// <summary>Of schemas and of values.</summary>
    public const int DeepestNesting = 64;

    private static readonly SearchValues<byte> Marks = SearchValues.Create("{}[]\""u8);
    private static readonly SchemaViolation TooDeep = new("", "too_deep", $"Nests more than {DeepestNesting} deep.");
    private static readonly SchemaViolation TooCostly =
        new("", "schema_too_costly", "Checking this value against its schema would take too long.");
    private static readonly SchemaViolation BrokenText = new("", "invalid_text", "Holds an escape that is no character.");
    private static readonly JsonElement Null = JsonElement.Parse("null");

    private readonly SchemaNode _root;

    private CompiledSchema(SchemaNode root, int patterns)
    {
        _root = root;
        PatternCount = patterns;
    }

    public int PatternCount { get; }

    /// <summary>
    /// Null, and the first problem with its place, such as <c>#/properties/a/type: must be ...</c>, when the schema cannot be used.
    /// </summary>
    public static CompiledSchema? Compile(JsonElement schema, out string? problem)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            problem = NotASchema;
            return null;
        }

        if (IsDeep(schema))
        {
            problem = $"#: nests more than {DeepestNesting} deep.";
            return null;
        }

        try
        {
            var compiler = new SchemaCompiler(schema.Clone());
            SchemaNode root = compiler.Compile();
            problem = compiler.Problem;
            return problem is null ? new CompiledSchema(root, compiler.PatternCount) : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in an escape, which only shows when the text is read.
            problem = "#: holds an escape that is no character.";
            return null;
        }
    }

    /// <summary>What is wrong with the value, at most 50; empty when it is valid. A value that is not there counts as null.</summary>
    public ImmutableArray<SchemaViolation> Validate(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            value = Null;
        }

        if (IsDeep(value))
        {
            return [TooDeep];
        }

        var evaluation = new Evaluation();

        try
        {
            return _root.Accepts(evaluation, value, null) ? [] : evaluation.Found;
        }
        catch (Evaluation.TooCostlyException)
        {
            return [TooCostly];
        }
        catch (InvalidOperationException)
        {
            return [BrokenText];
        }
    }

    /// <summary>Counts brackets first: few values have so many that the nesting must be followed.</summary>
    private static bool IsDeep(JsonElement value)
    {
        ReadOnlySpan<byte> json = JsonMarshal.GetRawUtf8Value(value);

        if (json.Count((byte)'{') + json.Count((byte)'[') <= DeepestNesting)
        {
            return false;
        }

        int depth = 0;

        for (int next = json.IndexOfAny(Marks); next >= 0; next = json.IndexOfAny(Marks))
        {
            byte mark = json[next];
            json = json[(next + 1)..];

            if (mark == (byte)'"')
            {
                json = json[LengthOfText(json)..];
            }
            else
            {
                depth += mark is (byte)'{' or (byte)'[' ? 1 : -1;
            }

            if (depth > DeepestNesting)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Up to and with the quote that ends a text.</summary>
    private static int LengthOfText(ReadOnlySpan<byte> json)
    {
        int length = 0;

        while (true)
        {
            int next = json[length..].IndexOfAny((byte)'"', (byte)'\\');

            if (next < 0)
            {
                return json.Length;
            }

            length += next + 1;

            if (json[length - 1] == (byte)'"')
            {
                return length;
            }

            length = Math.Min(json.Length, length + 1);
        }
    }
}
