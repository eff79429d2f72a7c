using System.Collections.Immutable;

namespace PromptIntel.Core.Search;

/// <summary>What a search found, best first. <paramref name="Total"/> counts the matches before the limit was applied.</summary>
/// <param name="UsedVectors">False when the words alone ranked it: no generation is built yet, or the embedder did not answer.</param>
public sealed record SearchAnswer(ImmutableArray<SearchHit> Hits, int Total, bool UsedVectors);
