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
                content.Add(Singular(words[i]));
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

    /// <summary>
    /// False when the tokens begin with a word that is neither a filler nor in <paramref name="vocabulary"/>, so that their content
    /// cannot be of its words; a bracket or "in" ends the look, for what follows may be no part of a name.
    /// </summary>
    public static bool MayBeOf(ReadOnlySpan<Token> tokens, IReadOnlySet<string> vocabulary)
    {
        foreach (var token in tokens)
        {
            if (token.Lower is "(" or "[" or "in")
            {
                return true;
            }

            var isKnown = token.Kind == TokenKind.Mark
                || token.Lower is "how" or "many" or "no" or "num" or "nr" or "e"
                || token.Lower.StartsWith("mail", StringComparison.Ordinal)
                || Wording.Fillers.Contains(token.Lower) || vocabulary.Contains(Singular(Bare(token.Lower)));

            if (!isKnown)
            {
                return false;
            }
        }

        return true;
    }

    private static string Bare(string word) => word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;

    /// <summary>The word without the ending of the English plural.</summary>
    public static string Singular(string word) => word switch
    {
        // A plural in -ies asks for several (countries), its singular for one.
        _ when word.EndsWith("ies", StringComparison.Ordinal) => word,
        { Length: > 3 } when word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') => word[..^1],
        _ => word,
    };
}
