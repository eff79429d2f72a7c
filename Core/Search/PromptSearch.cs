using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Search;

/// <summary>
/// Hybrid search over the catalog's current versions. Words follow the catalog at once: a change that was applied is found by the next
/// search. Vectors follow when <see cref="EmbeddingLibrary.EmbedPendingAsync"/> ran. Safe for concurrent use; a search takes no lock.
/// </summary>
public sealed class PromptSearch : IDisposable
{
    /// <summary>
    /// Candidates asked of each ranking: enough that a hit which is dropped, or that only both rankings together lift, is there.
    /// </summary>
    private const int MinCandidates = 200;
    private const int CandidatesPerHit = 4;

    private readonly Bm25Index<EntryVersion> _words = new(Bm25Weights.Default, EntryText.Of);
    private readonly EntryNames _names = new();
    private readonly ICatalogReader _catalog;
    private readonly NearestEntries _nearest;
    private readonly SearchOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private readonly Lazy<Task> _indexed;

    internal PromptSearch(
        ICatalogReader catalog, EmbeddingLibrary library, EmbedderChoice choice, SearchOptions options, TimeProvider time,
        ILogger<PromptSearch> logger)
    {
        (_catalog, _options, _time) = (catalog, options, time);
        _nearest = new NearestEntries(library, choice, options, time, logger);
        // A thread of its own: a large catalog takes it for seconds, and the pool begins with no more than there are cores.
        _indexed = new Lazy<Task>(() => Task.Factory.StartNew(
            IndexAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        _subscription = catalog.Subscribe(Applied);
    }

    /// <summary>
    /// Returns when every entry that the catalog holds now can be found; the first call begins it, and so does the first search.
    /// </summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => _indexed.Value.WaitAsync(cancellationToken);

    /// <summary>
    /// Searches. Entries that the text is the name of come first, with score 1. A blank text gives the entries that pass the filters by
    /// name, with score 0; a text without a word to search for (stop words, signs) finds nothing else. Hits are current versions of
    /// entries that are not archived.
    /// </summary>
    public async Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        int limit = Math.Clamp(query.Limit, 0, _options.MaxLimit);
        string text = query.Text.Length <= _options.MaxQueryLength ? query.Text : query.Text[.._options.MaxQueryLength];
        EntryFilter filter = new(_catalog, query);
        if (string.IsNullOrWhiteSpace(text))
        {
            return List(filter, limit);
        }

        long started = _time.GetTimestamp();
        using var span = SearchTelemetry.Source.StartActivity(SearchTelemetry.SearchSpan);
        await PrepareAsync(cancellationToken);
        QueryTerms terms = QueryTerms.Of(text);
        EntryVersion[] named = [.. Named(filter, text)];
        SearchAnswer answer = terms.IsEmpty && named.Length == 0
            ? new SearchAnswer([], 0, Generation: null)
            : await RankAsync(query, filter, text, terms, named, limit, cancellationToken);
        span?.SetTag(SearchTelemetry.ResultsTag, answer.Hits.Length);
        span?.SetTag(SearchTelemetry.UsedVectorsTag, answer.UsedVectors);
        SearchTelemetry.Searched(_time.GetElapsedTime(started), answer.UsedVectors);
        return answer;
    }

    public void Dispose() => _subscription.Dispose();

    private async Task<SearchAnswer> RankAsync(
        SearchQuery query, EntryFilter filter, string text, QueryTerms terms, EntryVersion[] named, int limit,
        CancellationToken cancellationToken)
    {
        int candidates = Math.Max(MinCandidates, limit * CandidatesPerHit);
        LexicalSearch<EntryVersion> lexical = _words.Prepare(terms);
        (var words, int total) = lexical.Find(filter.IsEmpty ? null : filter.Passes, candidates);
        VectorFilter near = filter.IsEmpty ? VectorFilter.None : EntryElement.Filter(query);
        Nearest? nearest = await _nearest.FindAsync(text, near, candidates, cancellationToken);
        var ranked = RankFusion.Fuse(
            Shares(words, named, lexical), Similarities(nearest), nearest is not null,
            named.Select(version => EntryElement.Id(version.Key, version.Number)).ToHashSet(StringComparer.Ordinal));
        total = Math.Max(total, ranked.Count);
        Highlighter highlighter = new(terms.Stems);
        var hits = ImmutableArray.CreateBuilder<SearchHit>(limit);
        foreach (FusedMatch match in ranked)
        {
            if (hits.Count == limit)
            {
                break;
            }

            // An index may hold a version with the facets that it had when it was embedded.
            if (EntryElement.Resolve(_catalog, match.Key) is { } version && filter.Passes(version))
            {
                SearchExplanation? why = query.Explain ? Explain(match, version, lexical, nearest is not null) : null;
                hits.Add(new SearchHit(version, match.Score, Highlight(version, highlighter), why));
            }
            else
            {
                total--;
            }
        }

        return new SearchAnswer(hits.ToImmutable(), total, nearest?.Generation);
    }

    /// <summary>What is named is there though hundreds have more of its words.</summary>
    private static IEnumerable<(string Id, float Share)> Shares(
        IReadOnlyList<(EntryVersion Document, float Share)> words, EntryVersion[] named, LexicalSearch<EntryVersion> lexical)
    {
        foreach ((EntryVersion version, float share) in words)
        {
            yield return (EntryElement.Id(version.Key, version.Number), share);
        }

        foreach (EntryVersion version in named)
        {
            yield return (EntryElement.Id(version.Key, version.Number), lexical.Share(version));
        }
    }

    private static IEnumerable<(string Id, float Similarity)> Similarities(Nearest? nearest)
    {
        for (int place = 0; place < nearest?.Matches.Count; place++)
        {
            yield return (nearest.Matches[place].Id, nearest.Matches[place].Similarity);
        }
    }

    private IEnumerable<EntryVersion> Named(EntryFilter filter, string text) => _names.Find(text)
        .Select(key => _catalog.Find(key)).OfType<EntryState>().Where(state => !state.IsArchived && filter.Passes(state.Current))
        .Select(state => state.Current);

    private SearchAnswer List(EntryFilter filter, int limit)
    {
        EntryVersion[] all =
            [.. _catalog.Entries.Select(entry => entry.Current).Where(filter.Passes).OrderBy(version => version.Key)];
        return new SearchAnswer([.. all.Take(limit).Select(version => new SearchHit(version, 0, []))], all.Length, Generation: null);
    }

    private void IndexAll()
    {
        foreach (EntryState entry in _catalog.Entries)
        {
            Refresh(entry.Key);
        }

        // A query of this process' own, so that the first of somebody else finds the code compiled.
        QueryTerms terms = QueryTerms.Of("prompt");
        foreach ((EntryVersion version, _) in _words.Prepare(terms).Find(filter: null, 1).Best)
        {
            Highlight(version, new Highlighter(terms.Stems));
        }
    }

    /// <summary>What is applied before the index begins, such as the whole catalog at a start, is found by its beginning.</summary>
    private void Applied(EntryState entry)
    {
        if (_indexed.IsValueCreated)
        {
            Refresh(entry.Key);
        }
    }

    /// <summary>Asks the catalog under the index's lock: of two that refresh an entry at once the later one sees the later state.</summary>
    private void Refresh(EntryKey key)
    {
        _names.Add(key);
        _words.Refresh(key.ToString(), () => _catalog.Find(key) is { IsArchived: false } state ? state.Current : null);
    }

    private static ImmutableArray<string> Highlight(EntryVersion version, Highlighter highlighter)
    {
        FieldedText text = EntryText.Of(version);
        return highlighter.Passages(text.Description, text.Body);
    }

    private static SearchExplanation Explain(
        FusedMatch match, EntryVersion version, LexicalSearch<EntryVersion> lexical, bool usedVectors) => new(
            match.Words,
            [.. lexical.Explain(version).Select(term => new TermExplanation(term.Term.Text, term.Term.IsStem, term.Weight, term.Impact))],
            RankFusion.WordsWeight,
            match.Cosine,
            usedVectors ? RankFusion.VectorWeight : 0,
            match.IsNamed);
}
