using System.Numerics.Tensors;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Bench.Search;

/// <summary>
/// The ranking before the share of the ideal, as a yardstick: stems alone in four weighted fields of which the body is normalised, BM25
/// (k1 2, b 0.6) as a share of the best of the query, half a cosine of what was learned from the catalog in up to 256 dimensions.
/// </summary>
internal sealed class EarlierHybrid
{
    private const double Saturation = 2;
    private const double LengthNormalisation = 0.6;
    private const double VectorWeight = 0.5;
    private const double MinSimilarity = 0.15;

    private readonly LatentSemanticEmbedder _embedder;
    private readonly Document[] _documents;
    private readonly double _averageLength;

    public EarlierHybrid(IReadOnlyList<EntryState> entries)
    {
        EntryState[] sorted = [.. entries.OrderBy(entry => entry.Key)];
        FieldedText[] texts = Array.ConvertAll(sorted, entry => EntryText.Of(entry.Current));
        _embedder = LatentSemanticEmbedder.Train([.. texts.Select(text => text.Weighted())], CancellationToken.None, maxDimensions: 256);
        _documents = [.. sorted.Zip(texts, (entry, text) => new Document(entry.Key.ToString(), text, _embedder.Embed(text.Weighted())))];
        _averageLength = _documents.Average(document => document.Length);
    }

    public IReadOnlyList<string> Search(string query)
    {
        string[] terms = [.. Stems(query).Distinct()];
        float[] vector = _embedder.Embed(query);
        double[] rarities = Array.ConvertAll(terms, term =>
        {
            int carriers = _documents.Count(document => document.Carries(term));
            return Math.Log(1 + ((_documents.Length - carriers + 0.5) / (carriers + 0.5)));
        });
        double[] words = Array.ConvertAll(
            _documents, document => terms.Zip(rarities, (term, rarity) => rarity * Saturated(document, term)).Sum());
        double best = Math.Max(words.Max(), double.Epsilon);
        return
        [
            .. _documents
                .Zip(words, (document, score) => (document.Key, Words: score / best, Cosine: TensorPrimitives.Dot(vector, document.Vector)))
                .Where(hit => hit.Words > 0 || hit.Cosine >= MinSimilarity)
                .OrderByDescending(hit => hit.Words + (VectorWeight * Math.Max(0, hit.Cosine)))
                .ThenBy(hit => hit.Key, StringComparer.Ordinal)
                .Select(hit => hit.Key),
        ];
    }

    private double Saturated(Document document, string term)
    {
        double count = document.Head.GetValueOrDefault(term) +
            (document.Body.GetValueOrDefault(term) / (1 - LengthNormalisation + (LengthNormalisation * document.Length / _averageLength)));
        return count / (count + Saturation);
    }

    private static List<string> Stems(string text)
    {
        List<string> stems = [];
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength]);

        while (reader.MoveNext())
        {
            stems.Add(reader.Stem().ToString());
        }

        return stems;
    }

    private sealed class Document
    {
        public Document(string key, FieldedText text, float[] vector)
        {
            (Key, Vector) = (key, vector);
            List<string> body = Stems(text.Body);
            Length = body.Count;
            Body = body.CountBy(stem => stem).ToDictionary();
            Head = new[] { (text.Name, 4), (text.Description, 3), (text.Tags, 2) }
                .SelectMany(field => Stems(field.Item1).Select(stem => (Stem: stem, Weight: field.Item2)))
                .GroupBy(one => one.Stem).ToDictionary(group => group.Key, group => group.Sum(one => one.Weight));
        }

        public string Key { get; }

        public float[] Vector { get; }

        public int Length { get; }

        public Dictionary<string, int> Head { get; }

        public Dictionary<string, int> Body { get; }

        public bool Carries(string term) => Head.ContainsKey(term) || Body.ContainsKey(term);
    }
}
