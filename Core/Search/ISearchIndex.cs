using System.Collections.Immutable;

namespace PromptIntel.Core.Search;

/// <summary>
/// The vectors of one embedding generation, found by cosine similarity. Vectors have unit length and the generation's dimensions.
/// Safe for concurrent use: a search sees each write wholly or not at all and never blocks a writer.
/// </summary>
public interface ISearchIndex
{
    /// <summary>Adds elements; one with an id that is there already replaces it.</summary>
    Task UpsertAsync(IReadOnlyList<VectorElement> elements, CancellationToken cancellationToken);

    /// <summary>Removes elements; an unknown id is ignored. A removed element is never found again.</summary>
    Task RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>The nearest elements that pass the filter, best first, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<VectorMatch>> SearchAsync(ReadOnlyMemory<float> vector, VectorFilter filter, int limit, CancellationToken cancellationToken);
}

/// <summary>Makes the index of a generation.</summary>
public interface ISearchIndexFactory
{
    /// <param name="generation">Indexes of two generations never share an element.</param>
    ISearchIndex Create(string generation, int dimensions);
}

/// <param name="Id">Of a catalog entry: <c>namespace/name@version</c>.</param>
/// <param name="Fields">What <see cref="VectorFilter.Fields"/> may test.</param>
public sealed record VectorElement(string Id, ReadOnlyMemory<float> Vector, ImmutableDictionary<string, string> Fields, ImmutableArray<string> Tags);

/// <summary>Cosine similarity in [-1, 1].</summary>
public readonly record struct VectorMatch(string Id, float Similarity);

/// <summary>Every field must be equal and every tag carried; an element without the field is excluded.</summary>
public sealed record VectorFilter(ImmutableDictionary<string, string> Fields, ImmutableArray<string> Tags)
{
    public static VectorFilter None { get; } = new(ImmutableDictionary<string, string>.Empty, []);

    public bool IsEmpty => Fields.IsEmpty && Tags.IsEmpty;
}
