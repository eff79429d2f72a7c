using System.Collections.Immutable;

namespace PromptIntel.Core.Search.Vectors;

/// <summary>
/// What one vector search sees: the first <see cref="Count"/> rows of contiguous arrays that only grow, and the marks of the removed
/// ones. Immutable for its reader; only the newest may be extended, by the one writer.
/// </summary>
internal sealed record VectorRows
{
    public required int Dimensions { get; init; }

    /// <summary>Row after row, <see cref="Dimensions"/> numbers each.</summary>
    public float[] Numbers { get; init; } = [];

    /// <summary>The same rows as <see cref="CoarseVector"/>s.</summary>
    public sbyte[] Coarse { get; init; } = [];

    /// <summary>What a coarse row's numbers stand for, and how far it is from the row.</summary>
    public (float Step, float Error)[] Scales { get; init; } = [];

    /// <summary>Without their vectors.</summary>
    public VectorElement[] Elements { get; init; } = [];

    public int Count { get; init; }

    public ImmutableHashSet<int> Dead { get; init; } = [];

    public ReadOnlySpan<float> Row(int row) => Numbers.AsSpan(row * Dimensions, Dimensions);

    public ReadOnlySpan<sbyte> CoarseRow(int row) => Coarse.AsSpan(row * Dimensions, Dimensions);

    public VectorRows With(VectorElement element) =>
        (Count < Elements.Length ? this : Copy(Math.Max(16, Count * 2))).Append(element, element.Vector.Span);

    /// <summary>The living rows moved together, in the same order, in arrays with room for as many again.</summary>
    public VectorRows Compacted()
    {
        VectorRows compacted = new VectorRows { Dimensions = Dimensions }.Copy((Count - Dead.Count) * 2);

        for (int row = 0; row < Count; row++)
        {
            if (!Dead.Contains(row))
            {
                compacted = compacted.Append(Elements[row], Row(row));
            }
        }

        return compacted;
    }

    private VectorRows Copy(int capacity)
    {
        (float[] numbers, sbyte[] coarse, (float, float)[] scales, VectorElement[] elements) = (Numbers, Coarse, Scales, Elements);
        Array.Resize(ref numbers, capacity * Dimensions);
        Array.Resize(ref coarse, capacity * Dimensions);
        Array.Resize(ref scales, capacity);
        Array.Resize(ref elements, capacity);
        return this with { Numbers = numbers, Coarse = coarse, Scales = scales, Elements = elements };
    }

    private VectorRows Append(VectorElement element, ReadOnlySpan<float> vector)
    {
        vector.CopyTo(Numbers.AsSpan(Count * Dimensions, Dimensions));
        Scales[Count] = CoarseVector.Write(vector, Coarse.AsSpan(Count * Dimensions, Dimensions));
        // The row holds the numbers now; keeping the caller's array alive would double the memory.
        Elements[Count] = element with { Vector = default };
        return this with { Count = Count + 1 };
    }
}
