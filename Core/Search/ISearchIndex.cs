using System.Collections.Immutable;

namespace PromptIntel.Core.Search;

/// <summary>
/// The vectors of one embedding generation, found by cosine similarity: a projection of <see cref="IEmbeddingStore"/>, which can be filled
/// again from there. Vectors have unit length and the generation's dimensions. An id's vector and fields do not change within a
/// generation. Safe for concurrent use: a search sees each element wholly or not at all and never blocks a writer. Writes throw an
/// <see cref="IOException"/> or a <see cref="TimeoutException"/> where the index is kept elsewhere and is away.
/// </summary>
public interface ISearchIndex
{
    /// <summary>How often to ask whether it is still whole; null for one that can lose nothing.</summary>
    TimeSpan? CheckInterval { get; }

    /// <summary>
    /// How many elements it holds; null when it is not whole: not filled yet, emptied, half filled, or away. Asks wherever it is kept, and
    /// decides whether searches are answered from now on.
    /// </summary>
    Task<int?> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes it hold these elements, and whole; ids that it has already stay as they are, others are removed where they are stale. A writer
    /// beside it loses nothing that it adds; what it removes may come back.
    /// </summary>
    /// <param name="isStale">
    /// Of an id that is none of the elements'; null for all of them. Elements are read before they are filled in, and what a writer added
    /// since is not stale.
    /// </param>
    Task FillAsync(IReadOnlyList<VectorElement> elements, CancellationToken cancellationToken, Func<string, bool>? isStale = null);

    /// <summary>Adds elements; one with an id that is there already replaces it.</summary>
    Task UpsertAsync(IReadOnlyList<VectorElement> elements, CancellationToken cancellationToken);

    /// <summary>Removes elements; an unknown id is ignored. A removed element is never found again.</summary>
    Task RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>
    /// The nearest elements that pass the filter, best first, at most <paramref name="limit"/>. Null when it is
    /// not whole or does not answer: never the neighbours within a part.
    /// </summary>
    ValueTask<IReadOnlyList<VectorMatch>?> SearchAsync(
        ReadOnlyMemory<float> vector, VectorFilter filter, int limit, CancellationToken cancellationToken);
}

/// <summary>Makes the index of a generation.</summary>
public interface ISearchIndexFactory
{
    /// <summary>The index, to be filled when it is not whole.</summary>
    /// <param name="generation">Indexes of two generations never share an element.</param>
    ValueTask<ISearchIndex> CreateAsync(string generation, int dimensions, CancellationToken cancellationToken);
}

/// <param name="Id">Of a catalog entry: <c>namespace/name@version</c>.</param>
/// <param name="Fields">What <see cref="VectorFilter.Fields"/> may test.</param>
public sealed record VectorElement(
    string Id, ReadOnlyMemory<float> Vector, ImmutableDictionary<string, string> Fields, ImmutableArray<string> Tags);

/// <summary>Cosine similarity in [-1, 1].</summary>
public readonly record struct VectorMatch(string Id, float Similarity);

/// <summary>Every field must be equal and every tag carried; an element without the field is excluded.</summary>
public sealed record VectorFilter(ImmutableDictionary<string, string> Fields, ImmutableArray<string> Tags)
{
    public static VectorFilter None { get; } = new(ImmutableDictionary<string, string>.Empty, []);

    public bool IsEmpty => Fields.IsEmpty && Tags.IsEmpty;
}
