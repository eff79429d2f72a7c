using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Vectors;

namespace PromptIntel.Bench;

/// <summary>Goal 9: exact search of 384 dimensions beside the time that reading the same memory takes, turn by turn in one run.</summary>
internal static class VectorsVerb
{
    private const int Dimensions = 384;
    private const int Turns = 15;

    public static int Run(string[] args)
    {
        bool isMet = Measure(rows: 1_000, repeats: 400, goal: 2.2) & Measure(rows: 10_000, repeats: 40, goal: 1.8);
        return isMet ? 0 : 1;
    }

    private static bool Measure(int rows, int repeats, double goal)
    {
        Random random = new(11);
        float[][] vectors = [.. Enumerable.Range(0, rows + 1).Select(_ => UnitVector.Of(Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray()))];
        InMemorySearchIndex index = new(Dimensions);
        index.Add([.. vectors.Skip(1).Select((vector, row) => new VectorElement($"e{row}", vector, ImmutableDictionary<string, string>.Empty, []))]);
        float[] memory = [.. vectors.Skip(1).SelectMany(vector => vector)];
        float[] query = vectors[0];

        List<double> ours = [];
        List<double> floors = [];
        float sink = 0;
        for (int turn = 0; turn < Turns; turn++)
        {
            floors.Add(Time(repeats, () => sink += ReadAll(memory)));
            ours.Add(Time(repeats, () => sink += Search(index, query)[0].Similarity));
        }

        var found = Search(index, query).Select(match => match.Id);
        var naive = Enumerable.Range(0, rows).OrderByDescending(row => TensorPrimitives.Dot(vectors[row + 1], query)).Take(10).Select(row => $"e{row}");
        double recall = found.Intersect(naive).Count() / 10.0;
        double ratio = ours.Order().ElementAt(Turns / 2) / floors.Order().ElementAt(Turns / 2);
        bool isMet = ratio <= goal && recall == 1 && !float.IsNaN(sink);
        Console.WriteLine(FormattableString.Invariant(
            $"{rows,6} x {Dimensions}: {ours.Order().ElementAt(Turns / 2),7:0.0} us, memory {floors.Order().ElementAt(Turns / 2),7:0.0} us, ratio {ratio:0.00} (goal {goal:0.0}), recall {recall:0.0}  {(isMet ? "met" : "missed")}"));
        return isMet;
    }

    /// <summary>The floor: every number read once, with sums enough in flight that only memory limits it.</summary>
    private static float ReadAll(float[] memory)
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

    // The in-memory index answers before it returns.
    private static IReadOnlyList<VectorMatch> Search(InMemorySearchIndex index, float[] query) =>
        index.SearchAsync(query, VectorFilter.None, 10, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Microseconds of one call.</summary>
    private static double Time(int repeats, Action call)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            call();
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / repeats;
    }
}
