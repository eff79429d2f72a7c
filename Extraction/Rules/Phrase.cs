using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Rules;

/// <summary>Forms in which phrases are compared.</summary>
internal static class Phrase
{
    /// <summary>Lower-case words separated by single spaces, without punctuation.</summary>
    public static string Fold(string text) => string.Join(' ', Words(Tokenizer.Split(text)));

    /// <inheritdoc cref="Fold(string)"/>
    public static string Fold(ReadOnlySpan<Token> tokens) => string.Join(' ', Words(tokens));

    /// <summary>
    /// The words that carry meaning, plurals folded, in alphabetical order and once each: "How many rooms do you have?" and
    /// "Number of rooms" have the same.
    /// </summary>
    public static SortedSet<string> Content(string text) => Content(Tokenizer.Split(text));

    /// <inheritdoc cref="Content(string)"/>
    public static SortedSet<string> Content(ReadOnlySpan<Token> tokens)
    {
        var words = Words(tokens);
        var content = new SortedSet<string>(StringComparer.Ordinal);

        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == "how" && i + 1 < words.Count && words[i + 1] == "many")
            {
                content.Add("number");
                i++;
            }
            else if (words[i] is "no" or "num" or "nr" && words.Count > 1)
            {
                content.Add("number");
            }
            else if (!Wording.Fillers.Contains(words[i]))
            {
                content.Add(Stem(words[i]));
            }
        }

        return content;
    }

    private static List<string> Words(ReadOnlySpan<Token> tokens)
    {
        var words = new List<string>();

        foreach (var token in tokens)
        {
            if (token.Kind == TokenKind.Mark)
            {
                continue;
            }

            // "e-mail" and "email" are one word.
            if (words.Count > 0 && words[^1] == "e" && token.Lower.StartsWith("mail", StringComparison.Ordinal))
            {
                words[^1] = "e" + token.Lower;
            }
            else
            {
                words.Add(Bare(token.Lower));
            }
        }

        return words;
    }

    /// <summary>A word that <see cref="Content(string)"/> may write otherwise ("how many", "no.", "e-mail").</summary>
    public static bool IsJoined(string lower) => lower is "how" or "no" or "num" or "nr"
        || lower.StartsWith("mail", StringComparison.Ordinal);

    private static string Bare(string word) => word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;

    /// <summary>The word without the endings of English plurals and verb forms, so that "streaming" and "streamed" are one.</summary>
    public static string Stem(string word)
    {
        word = word switch
        {
            // A plural in -ies asks for several (countries), its singular for one.
            _ when word.EndsWith("ies", StringComparison.Ordinal) => word,
            { Length: > 3 } when word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') => word[..^1],
            _ => word,
        };
        word = word switch
        {
            { Length: > 6 } when word.EndsWith("ing", StringComparison.Ordinal) => word[..^3],
            { Length: > 5 } when word.EndsWith("ed", StringComparison.Ordinal) => word[..^2],
            { Length: > 8 } when word.EndsWith("amme", StringComparison.Ordinal) => word[..^2],
            { Length: > 4 } when word[^1] == 'e' => word[..^1],
            _ => word,
        };

        return word.Length > 6 && word.Contains("is", StringComparison.Ordinal)
            ? word.Replace("anis", "aniz", StringComparison.Ordinal).Replace("oris", "oriz", StringComparison.Ordinal).Replace("ognis",
            "ogniz", StringComparison.Ordinal) : word.Replace("licenc", "licens", StringComparison.Ordinal);
    }
}
