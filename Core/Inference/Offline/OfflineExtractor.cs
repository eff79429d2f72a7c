using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Inference.Offline;

/// <summary>
/// Reads values out of a text by a JSON Schema and the rules that a prompt declares; it knows nothing of any domain. What the text
/// does not say, hedges, denies or contradicts is null. Deterministic, thread-safe, linear in the length of the text.
/// </summary>
public static class OfflineExtractor
{
    /// <summary>Every property of the schema with its value or null, and the place in the text that each value was read from.</summary>
    /// <exception cref="ExtractionRuleException">The schema or the rules are not usable; the message names the field.</exception>
    public static ExtractionAnswer Extract(ExtractionRequest request) => throw new NotImplementedException(request.Text);

    /// <summary>What is wrong with the rules, one line each; empty when <see cref="Extract"/> will take them.</summary>
    public static ImmutableArray<string> Check(JsonElement schema, JsonElement rules) => throw new NotImplementedException(schema.ValueKind + rules.GetRawText());
}

/// <summary>The schema or rules that a prompt declares cannot be used; the message says where and why.</summary>
public sealed class ExtractionRuleException(string message) : Exception(message)
{
    public ExtractionRuleException()
        : this("The extraction rules are not usable.")
    {
    }
}
