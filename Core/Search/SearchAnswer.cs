using System.Collections.Immutable;

namespace PromptIntel.Core.Search;

/// <summary>What a search found, best first. <paramref name="Total"/> counts the matches before the limit was applied.</summary>
/// <param name="Generation">Of the vectors that took part, all of them; null when the words alone ranked it: no generation is built yet, or
/// the embedder or the index did not answer.</param>
public sealed record SearchAnswer(ImmutableArray<SearchHit> Hits, int Total, string? Generation)
{
    public bool UsedVectors => Generation is not null;
}
