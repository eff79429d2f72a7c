using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

using PromptIntel.Core.Inference.Answers;
using PromptIntel.Core.Json;
using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Execution.Models;

/// <summary>Reads the JSON in a model's answer.</summary>
internal static class AnswerJson
{
    /// <summary>What is wrong with the answer; empty when one JSON value in it, and no other, satisfies the schema.</summary>
    public static ImmutableArray<string> Read(string text, JsonElement schema, JsonSchemaValidator schemas, out JsonElement value)
    {
        value = default;
        List<JsonElement> candidates = JsonCandidates.Find(text, StorableJson.MaxDepth);

        if (candidates.Count == 0)
        {
            return [$"The answer is not JSON, or nested deeper than {StorableJson.MaxDepth} levels."];
        }

        List<(JsonElement Value, ImmutableArray<string> Errors)> read =
            [.. candidates.Select(candidate => (candidate, ErrorsOf(candidate, schema, schemas)))];
        List<JsonElement> fitting = [.. read.Where(one => one.Errors.IsEmpty).Select(one => one.Value)];

        if (fitting.Count == 0 && WrittenAsText(candidates) is { } inner)
        {
            return Read(inner, schema, schemas, out value);
        }

        if (fitting.Count == 0)
        {
            // What is longest is what the model meant.
            return read.MaxBy(one => JsonMarshal.GetRawUtf8Value(one.Value).Length).Errors;
        }

        if (fitting.Skip(1).Any(other => !JsonElement.DeepEquals(other, fitting[0])))
        {
            return ["The answer holds more than one JSON value that satisfies the schema."];
        }

        value = fitting[0];
        return [];
    }

    /// <summary>Some models write their JSON once more as a JSON text: the object in it; null where the answer is anything else.</summary>
    private static string? WrittenAsText(List<JsonElement> candidates) =>
        candidates is [{ ValueKind: JsonValueKind.String } text] && StorableJson.FaultOf(text) is null
            && text.GetString()!.AsSpan().TrimStart() is ['{' or '[', ..]
            ? text.GetString()
            : null;

    private static ImmutableArray<string> ErrorsOf(JsonElement value, JsonElement schema, JsonSchemaValidator schemas) =>
        StorableJson.FaultOf(value) is { } fault
            ? [fault.ToString()]
            : [.. schemas.Validate(schema, value).Select(violation => violation.ToString())];
}
