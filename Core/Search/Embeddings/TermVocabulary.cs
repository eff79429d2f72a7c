using System.Numerics.Tensors;

using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>The terms that a model knows, with the rarity of each; turns a text into sublinear TF-IDF weights.</summary>
internal sealed class TermVocabulary
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <param name="terms">In the order of their numbers.</param>
    public TermVocabulary(string[] terms, float[] rarities)
    {
        (Terms, Rarities) = (terms, rarities);
        for (int number = 0; number < terms.Length; number++)
        {
            _numbers.Add(terms[number], number);
        }
    }

    public string[] Terms { get; }

    public float[] Rarities { get; }

    /// <summary>
    /// The terms of at least two texts (of one, in a small collection), the most widespread first, at most <paramref name="maxTerms"/>.
    /// </summary>
    public static TermVocabulary Learn(IReadOnlyList<string> texts, int maxTerms)
    {
        Dictionary<string, int> carriers = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            foreach (string term in Stems(text))
            {
                carriers[term] = carriers.GetValueOrDefault(term) + 1;
            }
        }

        int least = texts.Count < 10 ? 1 : 2;
        (string Term, int Carriers)[] kept =
        [
            .. carriers.Where(pair => pair.Value >= least)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Take(maxTerms).Select(pair => (pair.Key, pair.Value)),
        ];
        float[] rarities = Array.ConvertAll(kept, term => MathF.Log((1f + texts.Count) / (1f + term.Carriers)) + 0.1f);
        return new TermVocabulary(Array.ConvertAll(kept, term => term.Term), rarities);
    }

    public SparseRow Weigh(ReadOnlySpan<char> text)
    {
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        List<int> met = [];
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength]);
        while (reader.MoveNext())
        {
            if (lookup.TryGetValue(reader.Stem(), out int number))
            {
                met.Add(number);
            }
        }

        if (met.Count == 0)
        {
            return SparseRow.Empty;
        }

        met.Sort();
        List<int> terms = [];
        List<float> weights = [];

        for (int first = 0, next; first < met.Count; first = next)
        {
            next = first + 1;

            while (next < met.Count && met[next] == met[first])
            {
                next++;
            }

            terms.Add(met[first]);
            weights.Add((1 + MathF.Log(next - first)) * Rarities[met[first]]);
        }

        float[] unit = [.. weights];
        TensorPrimitives.Divide(unit, TensorPrimitives.Norm(unit), unit);
        return new SparseRow([.. terms], unit);
    }

    private static HashSet<string> Stems(ReadOnlySpan<char> text)
    {
        HashSet<string> stems = new(StringComparer.Ordinal);
        var lookup = stems.GetAlternateLookup<ReadOnlySpan<char>>();
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength]);

        while (reader.MoveNext())
        {
            lookup.Add(reader.Stem());
        }

        return stems;
    }
}
