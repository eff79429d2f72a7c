using System.Collections.Immutable;

namespace PromptIntel.Core.Phrases;

/// <summary>Where a phrase stands: words <paramref name="First"/> up to <paramref name="End"/> (exclusive).</summary>
public readonly record struct PhraseMatch(Phrase Phrase, int First, int End);

/// <summary>Phrases that are looked for together; immutable and safe for concurrent use.</summary>
public sealed class PhraseSet
{
    private readonly ILookup<char, Phrase> _byFirstLetter;

    /// <exception cref="FormatException">One of them is no phrase.</exception>
    public PhraseSet(IEnumerable<string> phrases) =>
        _byFirstLetter = phrases.Select(Phrase.Parse)
            .SelectMany(phrase => phrase.FirstWords.Select(word => (Letter: word[0], Phrase: phrase)).Distinct())
            .ToLookup(item => item.Letter, item => item.Phrase);

    public bool IsIn(ImmutableArray<Word> words) => Find(words).Any();

    /// <summary>The first of them that begins at the word; null when none does.</summary>
    public PhraseMatch? MatchAt(ImmutableArray<Word> words, int at)
    {
        foreach (Phrase phrase in _byFirstLetter[words[at].Lower[0]])
        {
            if (phrase.MatchAt(words, at) is > 0 and var end)
            {
                return new PhraseMatch(phrase, at, end);
            }
        }

        return null;
    }

    /// <summary>Every place where one of them begins, in the order of the words.</summary>
    public IEnumerable<PhraseMatch> Find(ImmutableArray<Word> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            foreach (Phrase phrase in _byFirstLetter[words[i].Lower[0]])
            {
                if (phrase.MatchAt(words, i) is > 0 and var end)
                {
                    yield return new PhraseMatch(phrase, i, end);
                }
            }
        }
    }
}
