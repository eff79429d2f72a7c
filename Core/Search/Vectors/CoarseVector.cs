using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PromptIntel.Core.Search.Vectors;

/// <summary>
/// Vectors in a quarter of their size, to rule rows out by: whole numbers of a byte and a step. The product of a coarse row with a query is
/// within a known distance of the true one, so what is ruled out by it is ruled out for certain.
/// </summary>
internal static class CoarseVector
{
    /// <summary>Rounding of the arithmetic itself, far above what single precision loses.</summary>
    private const float Slack = 1e-4f;

    /// <summary>Levels of a query's numbers; sums of thousands of products fit an integer.</summary>
    private const float QueryLevels = 2047;

    /// <summary>
    /// Writes the vector's whole numbers and returns what one of them stands for, and how far the result is from the vector.
    /// </summary>
    public static (float Step, float Error) Write(ReadOnlySpan<float> vector, Span<sbyte> coarse)
    {
        float step = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / sbyte.MaxValue;
        double error = 0;

        for (int at = 0; at < vector.Length; at++)
        {
            coarse[at] = step == 0 ? (sbyte)0 : (sbyte)MathF.Round(vector[at] / step);
            float lost = vector[at] - (step * coarse[at]);
            error += lost * lost;
        }

        return (step, (float)Math.Sqrt(error));
    }

    /// <summary>As <see cref="Write(ReadOnlySpan{float}, Span{sbyte})"/>, finer, for the query.</summary>
    public static (float Step, float Error) Write(ReadOnlySpan<float> query, Span<short> coarse)
    {
        float step = Math.Abs(TensorPrimitives.MaxMagnitude(query)) / QueryLevels;
        double error = 0;

        for (int at = 0; at < query.Length; at++)
        {
            coarse[at] = step == 0 ? (short)0 : (short)MathF.Round(query[at] / step);
            float lost = query[at] - (step * coarse[at]);
            error += lost * lost;
        }

        return (step, (float)Math.Sqrt(error));
    }

    /// <summary>No row of unit length has a greater product with the query of unit length.</summary>
    public static float UpperBound(int product, float queryStep, float queryError, float rowStep, float rowError) =>
        (product * queryStep * rowStep) + rowError + (queryError * (1 + rowError)) + Slack;

    /// <summary>The product of the whole numbers.</summary>
    public static int Dot(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> row)
    {
        ref short q = ref MemoryMarshal.GetReference(query);
        ref sbyte r = ref MemoryMarshal.GetReference(row);
        Vector256<int> even = default, odd = default;
        nuint at = 0;

        for (; at + 32 <= (nuint)query.Length; at += 32)
        {
            even += Products(Vector256.LoadUnsafe(ref q, at), Wide(Vector128.LoadUnsafe(ref r, at)));
            odd += Products(Vector256.LoadUnsafe(ref q, at + 16), Wide(Vector128.LoadUnsafe(ref r, at + 16)));
        }

        int sum = Vector256.Sum(even + odd);

        for (int rest = (int)at; rest < query.Length; rest++)
        {
            sum += query[rest] * row[rest];
        }

        return sum;
    }

    private static Vector256<short> Wide(Vector128<sbyte> bytes) => Avx2.IsSupported
        ? Avx2.ConvertToVector256Int16(bytes)
        : Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));

    // Which products meet in one sum differs between the two; their total does not.
    private static Vector256<int> Products(Vector256<short> left, Vector256<short> right) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(left, right)
        : (Vector256.WidenLower(left) * Vector256.WidenLower(right)) + (Vector256.WidenUpper(left) * Vector256.WidenUpper(right));
}
