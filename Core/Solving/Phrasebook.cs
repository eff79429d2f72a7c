using System.Collections.Immutable;

namespace PromptIntel.Core.Solving;

/// <summary>How near a clause comes to what a label says.</summary>
/// <param name="Score">The share of the phrase that the clause says too, 0 to 1.</param>
/// <param name="Phrase">The nearest phrase; null when the label has none.</param>
/// <param name="Words">The places of the words of the clause that say it.</param>
internal sealed record PhraseMatch(double Score, string? Phrase, ImmutableHashSet<int> Words);

/// <summary>
/// Labels with the phrases by which people mean them, prepared for comparison: a word counts by how much it tells labels apart, and
/// less when it holds sentences together or is said of everything here. Immutable and safe for concurrent use.
/// </summary>
internal sealed class Phrasebook
{
    private const double FunctionWeight = 0.5;
    private const double CommonWeight = 0.35;

    /// <summary>A word from here on says a word of a phrase.</summary>
    private const double Said = 0.3;

    private readonly List<SaidWord> _words = [];
    private readonly double[] _weights;
    private readonly ImmutableArray<(string Text, int[] Words)>[] _labels;

    /// <param name="labels">The phrases of each.</param>
    /// <param name="common">Words that are said of everything.</param>
    public Phrasebook(IReadOnlyList<IEnumerable<string>> labels, IEnumerable<string> common)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var carriers = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        HashSet<string> stems = [.. common.SelectMany(SaidWord.Of).Select(word => word.Stem)];
        _labels = [.. labels.Select((phrases, label) => phrases
            .Select(phrase => (phrase, SaidWord.Of(phrase).DistinctBy(word => word.Text).Select(word => Number(word, label)).ToArray()))
            .Where(phrase => phrase.Item2.Length > 0)
            .ToImmutableArray())];
        _weights = [.. _words.Select(word => word.IsFunction ? FunctionWeight
            : stems.Contains(word.Stem) ? CommonWeight
            : Math.Log(1 + ((double)labels.Count / carriers[word.Stem].Count)))];

        int Number(SaidWord word, int label)
        {
            if (!known.TryGetValue(word.Text, out int number))
            {
                known[word.Text] = number = _words.Count;
                _words.Add(word);
            }

            (carriers.TryGetValue(word.Stem, out HashSet<int>? inside) ? inside : carriers[word.Stem] = []).Add(label);
            return number;
        }
    }

    /// <summary>For each label the match with the nearest of its phrases.</summary>
    public ImmutableArray<PhraseMatch> Compare(IReadOnlyList<SaidWord> clause)
    {
        var near = new (double Nearness, int Place)[_words.Count];

        for (int word = 0; word < near.Length; word++)
        {
            near[word] = (0, -1);

            for (int place = 0; place < clause.Count; place++)
            {
                double nearness = _words[word].Nearness(clause[place]);
                near[word] = nearness > near[word].Nearness ? (nearness, place) : near[word];
            }
        }

        return [.. _labels.Select(phrases => Best(phrases, near))];
    }

    private PhraseMatch Best(ImmutableArray<(string Text, int[] Words)> phrases, (double Nearness, int Place)[] near)
    {
        (double Score, int Phrase) best = (0, -1);

        for (int phrase = 0; phrase < phrases.Length; phrase++)
        {
            int[] words = phrases[phrase].Words;
            double score = words.Sum(word => _weights[word] * near[word].Nearness) / words.Sum(word => _weights[word]);
            best = score > best.Score ? (score, phrase) : best;
        }

        return best.Phrase < 0
            ? new PhraseMatch(0, null, [])
            : new PhraseMatch(best.Score, phrases[best.Phrase].Text, [.. phrases[best.Phrase].Words
                .Where(word => near[word].Nearness >= Said && !_words[word].IsFunction).Select(word => near[word].Place)]);
    }
}
