namespace PromptIntel.Core.Storage;

/// <summary>Texts that are cut, so that what is left can be stored and sent: half a character is refused as no Unicode.</summary>
public static class StorableText
{
    /// <summary>At most so many UTF-16 units, one or more; no half of a character is left at its end.</summary>
    public static string Beginning(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }
}
