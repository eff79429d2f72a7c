namespace PromptIntel.Core.Search.Lexical;

/// <summary>Words that say nothing about what a text is about, before stemming.</summary>
internal static class StopWords
{
    private const int LongestWord = 7;

    private static readonly string[] Words =
    [
        "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "being", "but",
        "by",
        "can", "could", "did", "do", "does", "doing", "each", "for", "from", "get", "had", "has", "have", "he", "her", "here", "him", "his",
        "how", "i", "if", "in", "into", "is", "it", "its", "just", "let", "like", "may", "me", "might", "more", "most", "must", "my",
        "need",
        "no", "not", "now", "of", "on", "once", "one", "only", "or", "other", "our", "out", "over", "please", "shall", "she", "should",
        "so",
        "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "too", "up", "us",
        "use", "very", "want", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "whose", "why", "will",
        "with",
        "would", "you", "your",
    ];

    /// <summary>By first and last letter, the next free place where two agree: asked for every word of a catalog that is indexed.</summary>
    private static readonly string?[] Places = CreatePlaces();

    public static bool Contains(ReadOnlySpan<char> word)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return false;
        }

        int at = PlaceOf(word);

        while (Places[at] is { } held && !word.SequenceEqual(held))
        {
            at = (at + 1) % Places.Length;
        }

        return Places[at] is not null;
    }

    private static string?[] CreatePlaces()
    {
        string?[] places = new string?[1024];

        foreach (string word in Words)
        {
            int at = PlaceOf(word);

            while (places[at] is not null)
            {
                at = (at + 1) % places.Length;
            }

            places[at] = word;
        }

        return places;
    }

    private static int PlaceOf(ReadOnlySpan<char> word) => ((word[0] * 32) + (word[^1] * 8) + word.Length) % 1024;
}
