using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Vectors;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 9: the ten nearest of exact vector search over 384 dimensions, beside reading the same memory once and doing nothing with it.
/// </summary>
internal static class VectorSpeed
{
    private const int Dimensions = 384;
    private const int Nearest = 10;
    private const int Queries = 50;
    private const int Measured = 11;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync() =>
    [
        .. await MeasureAsync(1_000, calls: 1_000, limit: 2.2),
        .. await MeasureAsync(10_000, calls: 100, limit: 1.8),
    ];

    private static async Task<IReadOnlyList<SpeedRow>> MeasureAsync(int count, int calls, double limit)
    {
        var random = new Random(9);
        float[][] vectors = [.. Enumerable.Range(0, count).Select(_ => UnitVector(random))];
        float[][] queries = [.. Enumerable.Range(0, Queries).Select(_ => UnitVector(random))];
        float[] memory = [.. vectors.SelectMany(vector => vector)];
        var index = new InMemorySearchIndex(Dimensions);
        index.Add([.. vectors.Select((vector, row) => new VectorElement($"{row}", vector, ImmutableDictionary<string, string>.Empty, []))]);

        void Search(int times)
        {
            for (int call = 0; call < times; call++)
            {
                Find(index, queries[call % Queries]);
            }
        }

        void Read(int times)
        {
            for (int call = 0; call < times; call++)
            {
                Sum(memory);
            }
        }

        (double ours, double floor) = await Turns.NanosecondsAsync(Measured, calls, Search, Read);
        double recall = queries.Average(query => Recall(Find(index, query), vectors, query));
        return
        [
            new SpeedRow(9, $"vector search, {count} x {Dimensions}", ours / 1_000, "reading the memory", floor / 1_000, "us", limit),
            new SpeedRow(9, $"vector search, {count}: recall at {Nearest}", recall, "comparing every vector", 1, "", 1) { IsRate = true },
        ];
    }

    private static IReadOnlyList<VectorMatch> Find(InMemorySearchIndex index, float[] query) =>
        index.Search(query, VectorFilter.None, Nearest);

    private static double Recall(IReadOnlyList<VectorMatch> found, float[][] vectors, float[] query)
    {
        var nearest = Enumerable.Range(0, vectors.Length)
            .OrderByDescending(row => vectors[row].Zip(query, (left, right) => (double)left * right).Sum())
            .Take(Nearest)
            .Select(row => $"{row}")
            .ToHashSet();
        return found.Count(match => nearest.Contains(match.Id)) / (double)Nearest;
    }

    /// <summary>Four sums at once: an addition waits for the one before it, memory does not.</summary>
    private static float Sum(float[] memory)
    {
        ref float start = ref MemoryMarshal.GetArrayDataReference(memory);
        Vector512<float> a = default, b = default, c = default, d = default;
        nuint width = (nuint)Vector512<float>.Count;

        for (nuint at = 0; at + (4 * width) <= (nuint)memory.Length; at += 4 * width)
        {
            a += Vector512.LoadUnsafe(ref start, at);
            b += Vector512.LoadUnsafe(ref start, at + width);
            c += Vector512.LoadUnsafe(ref start, at + (2 * width));
            d += Vector512.LoadUnsafe(ref start, at + (3 * width));
        }

        return Vector512.Sum(a + b + c + d);
    }

    private static float[] UnitVector(Random random)
    {
        double[] numbers = [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextDouble() - 0.5)];
        double length = Math.Sqrt(numbers.Sum(number => number * number));
        return [.. numbers.Select(number => (float)(number / length))];
    }
}
