using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Extraction;

/// <summary>What the offline extractor reads: a JSON Schema, the rules a prompt declares, and a text. Nothing else.</summary>
/// <param name="Schema">JSON Schema of the answer, an object with properties.</param>
/// <param name="Rules">The prompt's <c>config.extraction</c>: aliases and rules by field; may be undefined.</param>
/// <param name="Text">The source.</param>
public sealed record ExtractionRequest(JsonElement Schema, JsonElement Rules, string Text);

/// <summary>The values found, null where the text does not say, with the span of the source that each was read from.</summary>
/// <param name="Unread">
/// Null fields of which the text says something that was not taken for a value: it is not understood as a whole, hedged or contradicted. A
/// null field that is not here is not stated.
/// </param>
public sealed record ExtractionAnswer(JsonElement Value, ImmutableArray<ExtractedSpan> Spans, ImmutableArray<UnreadSpan> Unread);

/// <param name="Field">Path in the answer, such as <c>annual_revenue</c> or <c>contacts/0/email</c>.</param>
/// <param name="Start">UTF-16 offset in the text.</param>
/// <param name="Length">In UTF-16 units.</param>
/// <param name="Text">The source text itself.</param>
public sealed record ExtractedSpan(string Field, int Start, int Length, string Text);

/// <summary>What stands where a value should, and why it is none.</summary>
/// <param name="Field">Path in the answer.</param>
/// <param name="Start">UTF-16 offset in the text.</param>
/// <param name="Length">In UTF-16 units.</param>
/// <param name="Text">The source text itself.</param>
/// <param name="Reason">For a reader, without the text.</param>
public sealed record UnreadSpan(string Field, int Start, int Length, string Text, string Reason);
