using System.Collections.Immutable;

namespace PromptIntel.Core.Search.Lexical;

/// <summary>A word of a query as it stands, or the stem of one.</summary>
internal readonly record struct QueryTerm(string Text, bool IsStem);

/// <summary>What a query asks for by words: each word as it stands and its stem, each once, in the order of the query.</summary>
internal sealed record QueryTerms(ImmutableArray<QueryTerm> All)
{
    public bool IsEmpty => All.IsEmpty;

    public IReadOnlySet<string> Stems { get; } = All.Where(term => term.IsStem).Select(term => term.Text).ToHashSet(StringComparer.Ordinal);

    public static QueryTerms Of(ReadOnlySpan<char> text)
    {
        OrderedDictionary<QueryTerm, bool> terms = [];
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength], hasSingles: false);

        while (reader.MoveNext())
        {
            terms.TryAdd(new QueryTerm(reader.Word.ToString(), IsStem: false), true);
            terms.TryAdd(new QueryTerm(reader.Stem().ToString(), IsStem: true), true);
        }

        return new QueryTerms([.. terms.Keys]);
    }
}
