using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Extraction;

/// <summary>What the offline extractor reads: a JSON Schema, the rules a prompt declares, and a text. Nothing else.</summary>
/// <param name="Schema">JSON Schema of the answer, an object with properties.</param>
/// <param name="Rules">The prompt's <c>config.extraction</c>: aliases and rules by field; may be undefined.</param>
/// <param name="Text">The source.</param>
public sealed record ExtractionRequest(JsonElement Schema, JsonElement Rules, string Text);

/// <summary>The values found, null where the text does not say, with the span of the source that each was read from.</summary>
public sealed record ExtractionAnswer(JsonElement Value, ImmutableArray<ExtractedSpan> Spans);

/// <param name="Field">Path in the answer, such as <c>annual_revenue</c> or <c>contacts/0/email</c>.</param>
/// <param name="Start">UTF-16 offset in the text.</param>
/// <param name="Length">In UTF-16 units.</param>
/// <param name="Text">The source text itself.</param>
public sealed record ExtractedSpan(string Field, int Start, int Length, string Text);
