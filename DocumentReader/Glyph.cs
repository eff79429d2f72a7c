namespace PromptIntel.DocumentReader;

/// <summary>One glyph, upright, in points from the top left corner of the page.</summary>
/// <param name="Text">One or more characters; white space for a space.</param>
/// <param name="Size">Of the font, as it is shown.</param>
internal readonly record struct Glyph(string Text, double Left, double Right, double Baseline, double Size)
{
    public bool IsSpace => string.IsNullOrWhiteSpace(Text);
}
