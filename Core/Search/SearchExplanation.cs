using System.Collections.Immutable;

namespace PromptIntel.Core.Search;

/// <summary>
/// Why a hit has its score: (<paramref name="WordsWeight"/> x <paramref name="Words"/> + <paramref name="CosineWeight"/> x the cosine where
/// it is positive) / the sum of the weights; 1 where the query is its name.
/// </summary>
/// <param name="Words">The share of the query's words, 0 to 1: the sum of the terms' weights times their impacts.</param>
/// <param name="Terms">Every word of the query and every stem; the weights add up to 1.</param>
/// <param name="Cosine">Null when the vectors did not bring the hit, or took no part.</param>
/// <param name="CosineWeight">0 when the vectors took no part.</param>
/// <param name="IsNamed">
/// Whether the query is the name of the hit, with or without its namespace, as it stands or with spaces; such hits come first.
/// </param>
public sealed record SearchExplanation(
    double Words, ImmutableArray<TermExplanation> Terms, double WordsWeight, double? Cosine, double CosineWeight, bool IsNamed);

/// <param name="IsStem">Whether the term is the stem of a word, which its other forms share.</param>
/// <param name="Weight">The term's part of the query: the rarer it is in the catalog, the more.</param>
/// <param name="Impact">How much the hit is about it, 0 to 1; 0 when it does not have it.</param>
public sealed record TermExplanation(string Term, bool IsStem, double Weight, double Impact);
