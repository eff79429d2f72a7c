using System.Collections.Immutable;

using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Forms;

/// <summary>A field of a form where it is shown on its page.</summary>
/// <param name="Box">Of the field, in points from the top left corner of the page as it is shown.</param>
/// <param name="Label">What the file calls it; null when it has no name, or one that says nothing.</param>
/// <param name="Lines">What was filled in or chosen; empty in a box to tick.</param>
/// <param name="IsTicked">Of a box to tick; null in other fields.</param>
internal sealed record FormField(Box Box, string? Label, ImmutableArray<string> Lines, bool? IsTicked);
