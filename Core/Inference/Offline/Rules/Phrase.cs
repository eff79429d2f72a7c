using PromptIntel.Core.Inference.Offline.Text;

namespace PromptIntel.Core.Inference.Offline.Rules;

/// <summary>Forms in which phrases are compared.</summary>
internal static class Phrase
{
    /// <summary>Lower-case words separated by single spaces, without punctuation.</summary>
    public static string Fold(string text) => string.Join(' ', Words(text));

    /// <summary>
    /// The words that carry meaning, plurals folded, in alphabetical order and once each: "How many rooms do you have?" and
    /// "Number of rooms" have the same.
    /// </summary>
    public static SortedSet<string> Content(string text)
    {
        var words = Words(text);
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

    private static List<string> Words(string text)
    {
        var words = new List<string>();

        foreach (var token in Tokenizer.Split(text))
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
                words.Add(token.Lower.EndsWith("'s", StringComparison.Ordinal) ? token.Lower[..^2] : token.Lower);
            }
        }

        return words;
    }

    private static string Singular(string word) => word switch
    {
        // A plural in -ies asks for several (countries), its singular for one.
        _ when word.EndsWith("ies", StringComparison.Ordinal) => word,
        { Length: > 3 } when word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') => word[..^1],
        _ => word,
    };
}
