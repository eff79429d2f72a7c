using PromptIntel.Core.Documents;

namespace PromptIntel.DocumentReader.Layout;

/// <summary>Glyphs without a space between them.</summary>
internal sealed record Word(string Text, Box Box, double Size);
