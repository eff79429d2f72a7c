using System.Numerics.Tensors;

using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Lexical;
using PromptIntel.Core.Search.Words;

namespace PromptIntel.Core.Solving;

/// <summary>A word of a sentence: as it stands, its stem, and what it means beside others.</summary>
/// <param name="IsFunction">It holds the sentence together and says nothing by itself; it has no vector.</param>
internal sealed record SaidWord(string Text, string Stem, bool IsFunction, float[] Vector)
{
    /// <summary>Two words up to this cosine have nothing in common; from there to 1 they count ever more.</summary>
    private const float Strange = 0.35f;

    /// <summary>Another form of a word is not always the same word: an answer, and the answers of a form.</summary>
    private const float OtherForm = 0.9f;

    private const int LongestWord = 48;

    /// <summary>All words of a text in its order; what is too long for a word is passed over.</summary>
    public static List<SaidWord> Of(string text)
    {
        var words = new List<SaidWord>();

        for (int at = 0; at < text.Length;)
        {
            int start = at;

            while (at < text.Length && IsPartOfWord(text, at, start))
            {
                at++;
            }

            if (at > start && at - start <= LongestWord)
            {
                words.Add(Of(text.AsSpan(start, at - start)));
            }

            at = Math.Max(at, start + 1);
        }

        return words;
    }

    /// <summary>How much the other word can stand for this one: 1 for the same.</summary>
    public float Nearness(SaidWord other) => Text == other.Text ? 1
        : IsFunction || other.IsFunction ? 0
        : Stem == other.Stem ? OtherForm
        : Math.Max(0, (TensorPrimitives.Dot<float>(Vector, other.Vector) - Strange) / (1 - Strange));

    // "e-mail" is one word, "well-known" are two.
    private static bool IsPartOfWord(string text, int at, int start) =>
        char.IsLetterOrDigit(text[at]) || (text[at] == '-' && at == start + 1 && char.IsLetter(text[start]));

    private static SaidWord Of(ReadOnlySpan<char> run)
    {
        Span<char> letters = stackalloc char[run.Length];
        int length = 0;

        foreach (char letter in run)
        {
            if (letter != '-')
            {
                letters[length++] = char.ToLowerInvariant(letter);
            }
        }

        string word = letters[..length].ToString();

        if (StopWords.Contains(word))
        {
            return new SaidWord(word, word, IsFunction: true, []);
        }

        float[] vector = new float[WordTable.Shipped.Dimensions];
        WordTable.Shipped.Add(word, vector);
        return new SaidWord(word, letters[..Stemmer.Stem(letters[..length])].ToString(), IsFunction: false, UnitVector.Of(vector));
    }
}
