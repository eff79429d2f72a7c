using System.Collections.Immutable;

using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Lexical;
using PromptIntel.Core.Search.Vectors;

namespace PromptIntel.Core.Search;

/// <summary>One collection, indexed once by words and by meaning. Immutable.</summary>
internal sealed class ExampleCollection : IExamples
{
    private const int MinTrainingDocuments = 24;
    private const int Candidates = 200;

    private readonly ImmutableDictionary<string, ExampleDocument> _documents;
    private readonly Bm25Index<ExampleDocument> _words = new(
        Bm25Weights.Default, document => new FieldedText(document.Id, "", string.Join(' ', document.Attributes.Values), document.Text));
    private readonly InMemorySearchIndex _vectors;
    private readonly Func<string, float[]> _embed;

    public ExampleCollection(IReadOnlyList<ExampleDocument> documents)
    {
        _documents = documents.ToImmutableDictionary(document => document.Id);
        WordEmbedder embedder = documents.Count < MinTrainingDocuments
            ? WordEmbedder.BesideNgrams()
            : WordEmbedder.Beside(
                LatentSemanticEmbedder.Train([.. documents.Select(document => document.Text)], CancellationToken.None));
        _embed = embedder.Embed;
        _vectors = new InMemorySearchIndex(_embed("").Length);
        foreach (ExampleDocument document in documents)
        {
            _words.Upsert(document.Id, document);
        }

        _vectors.Add([.. documents.Select(document => new VectorElement(document.Id, _embed(document.Text), document.Attributes, []))]);
    }

    public IReadOnlyList<ExampleHit> Search(string text, IReadOnlyDictionary<string, string> filter, int limit)
    {
        int candidates = Math.Max(Candidates, limit);
        var words = _words.Prepare(QueryTerms.Of(text)).Find(document => Passes(document, filter), candidates).Best;
        var vectors = _vectors.Search(_embed(text), new VectorFilter(filter.ToImmutableDictionary(), []), candidates);
        var ranked = RankFusion.Fuse(
            words.Select(match => (match.Document.Id, match.Share)), vectors.Select(match => (match.Id, match.Similarity)),
            usedVectors: true);

        // The nearest of few is asked for, not only the near: a filtered collection answers with what it has.
        var rest = vectors.Select(match => match.Id).Except(ranked.Select(match => match.Key)).Select(id => (Key: id, Score: 0.0));
        return
        [
            .. ranked.Select(match => (match.Key, match.Score)).Concat(rest).Take(limit)
                .Select(match => new ExampleHit(_documents[match.Key], match.Score)),
        ];
    }

    private static bool Passes(ExampleDocument document, IReadOnlyDictionary<string, string> filter) =>
        filter.All(pair => document.Attributes.TryGetValue(pair.Key, out string? value)
            && string.Equals(value, pair.Value, StringComparison.Ordinal));
}
