using System.Collections.Immutable;

namespace PromptIntel.Core.Search.Vectors;

/// <summary>
/// What one vector search sees: the first <see cref="Count"/> rows of contiguous arrays that only grow, and the marks of the removed
/// ones. Immutable for its reader; only the newest may be extended, by the one writer.
/// </summary>
internal sealed record VectorRows
{
    /// <summary>Full arrays grow by one part in so many: what is spare is memory, a fifth of large ones.</summary>
    private const int Spare = 4;
    private const int LeastSpare = 16;

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

    /// <summary>With room for so many more; a quarter more than it holds at least, so that single writes seldom copy.</summary>
    public VectorRows WithRoomFor(int more) =>
        Count + more <= Elements.Length ? this : Copy(Math.Max(Count + more, Count + (Count / Spare) + LeastSpare));

    /// <summary>Needs room.</summary>
    public VectorRows With(VectorElement element) => Append(element, element.Vector.Span);

    /// <summary>The living rows moved together, in the same order, with spare room.</summary>
    public VectorRows Compacted()
    {
        VectorRows compacted = new VectorRows { Dimensions = Dimensions }.WithRoomFor(Count - Dead.Count + LeastSpare);

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
