using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Execution.Calls;

/// <summary>Reads the JSON in a model's answer.</summary>
internal static class AnswerJson
{
    /// <summary>What is wrong with the answer; empty when it is JSON that satisfies the schema.</summary>
    public static ImmutableArray<string> Read(string text, JsonElement schema, JsonSchemaValidator schemas, out JsonElement value)
    {
        try
        {
            value = JsonElement.Parse(WithoutFence(text));
        }
        catch (JsonException)
        {
            value = default;
            return [$"The answer is not JSON, or nested deeper than {StorableJson.MaxDepth} levels."];
        }

        if (StorableJson.FaultOf(value) is { } fault)
        {
            return [fault.ToString()];
        }

        return [.. schemas.Validate(schema, value).Select(violation => violation.ToString())];
    }

    /// <summary>Models like to put JSON into a Markdown fence.</summary>
    private static ReadOnlySpan<char> WithoutFence(string text)
    {
        ReadOnlySpan<char> answer = text.AsSpan().Trim();

        if (!answer.StartsWith("```", StringComparison.Ordinal) || !answer.EndsWith("```", StringComparison.Ordinal) || answer.Length < 6)
        {
            return answer;
        }

        int line = answer.IndexOf('\n');
        return line < 0 ? answer : answer[(line + 1)..^3].Trim();
    }
}
