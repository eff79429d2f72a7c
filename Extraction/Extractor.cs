using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Extraction.Finding;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction;

/// <summary>
/// Reads values out of a text by a JSON Schema and the rules that a prompt declares; it knows nothing of any domain. What the text
/// does not say, hedges, denies or contradicts is null. Deterministic, thread-safe, linear in the length of the text.
/// </summary>
public static class Extractor
{
    /// <summary>Every property of the schema with its value or null, and the place in the text that each value was read from.</summary>
    /// <exception cref="ExtractionRuleException">The schema or the rules are not usable; the message names the field.</exception>
    public static ExtractionAnswer Extract(ExtractionRequest request)
    {
        var compiled = PlanCache.Get(request.Schema, request.Rules);

        return AnswerWriter.Write(compiled.Plan.Schema, new FieldFinder(compiled, new SourceDocument(request.Text)).Find(), request.Text);
    }

    /// <summary>What is wrong with the rules, one line each; empty when <see cref="Extract"/> will take them.</summary>
    public static ImmutableArray<string> Check(JsonElement schema, JsonElement rules)
    {
        var errors = new List<string>();
        ExtractionPlan.Build(schema, rules, errors);

        return [.. errors];
    }
}
