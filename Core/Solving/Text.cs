namespace PromptIntel.Core.Solving;

internal static class Text
{
    /// <summary>At most so many UTF-16 units; no half of a character is left at its end.</summary>
    public static string Beginning(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
