using System.Collections.Frozen;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>Words that say nothing about what a text is about, before stemming.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal,
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
        "would", "you", "your");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => Lookup.Contains(word);
}
