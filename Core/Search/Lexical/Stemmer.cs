using System.Buffers;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// A light English stemmer: strips the common endings so that the forms of one word meet (<c>score, scores, scoring</c>). It errs towards
/// leaving a word alone; a stem is a key, not a word.
/// </summary>
internal static class Stemmer
{
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    /// <summary>Stems a lower-case word in place and returns the stem's length, never longer than the word.</summary>
    public static int Stem(Span<char> word)
    {
        if (word.Length <= 3 || char.IsAsciiDigit(word[0]))
        {
            return word.Length;
        }

        int length = Plural(word);
        length = Inflection(word, length);
        length = Derivation(word, length);
        return Ending(word, length);
    }

    private static int Plural(Span<char> word)
    {
        int length = word.Length;
        if (word.EndsWith("ies"))
        {
            return length > 4 ? length - 2 : length - 1;
        }

        if (word.EndsWith("sses") || word.EndsWith("xes") || word.EndsWith("ches") || word.EndsWith("shes"))
        {
            return length - 2;
        }

        bool isPlural = word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i');
        return isPlural ? length - 1 : length;
    }

    private static int Inflection(Span<char> word, int length)
    {
        ReadOnlySpan<char> form = word[..length];
        int cut = form.EndsWith("ing") ? 3 : form.EndsWith("ed") ? 2 : 0;
        if (cut == 0 || length - cut < 3 || !HasVowel(form[..^cut]))
        {
            return length;
        }

        length -= cut;
        // "planning" meets "plan", but "calling" keeps the double letter of "call".
        bool isDoubled = length > 3
            && word[length - 1] == word[length - 2]
            && word[length - 1] is not ('l' or 's' or 'z')
            && !IsVowel(word[length - 1]);
        return isDoubled ? length - 1 : length;
    }

    private static int Derivation(Span<char> word, int length)
    {
        ReadOnlySpan<char> form = word[..length];
        if (length > 8 && form.EndsWith("fication"))
        {
            return length - 6;
        }

        if (length > 7 && (form.EndsWith("isation") || form.EndsWith("ization")))
        {
            return length - 5;
        }

        if (length > 5 && (form.EndsWith("tion") || form.EndsWith("sion")))
        {
            return length - 3;
        }

        if (length > 6 && (form.EndsWith("ment") || form.EndsWith("ness") || form.EndsWith("able") || form.EndsWith("ible")))
        {
            return length - 4;
        }

        if (length > 5 && (form.EndsWith("ator") || form.EndsWith("ctor")))
        {
            return length - 2;
        }

        if (length > 6 && form.EndsWith("er"))
        {
            return length - 2;
        }

        return length > 5 && form.EndsWith("ly") ? length - 2 : length;
    }

    private static int Ending(Span<char> word, int length)
    {
        if (length > 3 && word[length - 1] == 'e')
        {
            length--;
        }

        if (length > 2 && word[length - 1] == 'y' && !IsVowel(word[length - 2]))
        {
            word[length - 1] = 'i';
        }

        // British and American spellings meet: "summarise", "summarize".
        if (length > 4 && word[length - 1] == 'z' && word[length - 2] == 'i')
        {
            word[length - 1] = 's';
        }

        return length;
    }

    private static bool HasVowel(ReadOnlySpan<char> text) => text.IndexOfAny(Vowels) >= 0;

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
