using System.Collections.Immutable;

namespace PromptIntel.Core.Search.Vectors;

/// <summary>
/// What one vector search sees: the first <see cref="Count"/> rows of one contiguous array that only grows, and the marks of the removed
/// ones. Immutable for its reader; only the newest may be extended, by the one writer.
/// </summary>
internal sealed record VectorRows
{
    public required int Dimensions { get; init; }

    /// <summary>Row after row, <see cref="Dimensions"/> numbers each.</summary>
    public float[] Numbers { get; init; } = [];

    public VectorElement[] Elements { get; init; } = [];

    public int Count { get; init; }

    public ImmutableHashSet<int> Dead { get; init; } = [];

    public VectorRows With(VectorElement element)
    {
        (float[] numbers, VectorElement[] elements) = (Numbers, Elements);
        if (Count == elements.Length)
        {
            int capacity = Math.Max(16, Count * 2);
            Array.Resize(ref numbers, capacity * Dimensions);
            Array.Resize(ref elements, capacity);
        }

        element.Vector.Span.CopyTo(numbers.AsSpan(Count * Dimensions, Dimensions));
        // The row holds the numbers now; keeping the caller's array alive would double the memory.
        elements[Count] = element with { Vector = default };
        return this with { Numbers = numbers, Elements = elements, Count = Count + 1 };
    }

    /// <summary>The living rows moved together, in the same order, in arrays with room for as many again.</summary>
    public VectorRows Compacted()
    {
        int living = Count - Dead.Count;
        float[] numbers = new float[living * 2 * Dimensions];
        VectorElement[] elements = new VectorElement[living * 2];
        int next = 0;
        for (int row = 0; row < Count; row++)
        {
            if (!Dead.Contains(row))
            {
                Numbers.AsSpan(row * Dimensions, Dimensions).CopyTo(numbers.AsSpan(next * Dimensions));
                elements[next++] = Elements[row];
            }
        }

        return new VectorRows { Dimensions = Dimensions, Numbers = numbers, Elements = elements, Count = living };
    }
}
