using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PromptIntel.Core.Search.Vectors;

/// <summary>
/// The inner loop of exact search. Four rows at a time share each load of the query, which leaves memory as the only limit.
/// </summary>
internal static class DotProducts
{
    /// <summary>Writes the dot product of the query with each row. Rows lie one after another in <paramref name="rows"/>.</summary>
    public static void Compute(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> products)
    {
        int width = query.Length;
        int row = 0;
        for (; row + 4 <= products.Length; row += 4)
        {
            Four(query, rows.Slice(row * width, 4 * width), products.Slice(row, 4));
        }

        for (; row < products.Length; row++)
        {
            products[row] = System.Numerics.Tensors.TensorPrimitives.Dot(query, rows.Slice(row * width, width));
        }
    }

    private static void Four(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> products)
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        ref float r = ref MemoryMarshal.GetReference(rows);
        nuint width = (nuint)query.Length;
        Vector256<float> a = default, b = default, c = default, d = default;
        nuint at = 0;
        for (; at + (nuint)Vector256<float>.Count <= width; at += (nuint)Vector256<float>.Count)
        {
            Vector256<float> part = Vector256.LoadUnsafe(ref q, at);
            a = Vector256.MultiplyAddEstimate(part, Vector256.LoadUnsafe(ref r, at), a);
            b = Vector256.MultiplyAddEstimate(part, Vector256.LoadUnsafe(ref r, width + at), b);
            c = Vector256.MultiplyAddEstimate(part, Vector256.LoadUnsafe(ref r, (2 * width) + at), c);
            d = Vector256.MultiplyAddEstimate(part, Vector256.LoadUnsafe(ref r, (3 * width) + at), d);
        }

        products[0] = Vector256.Sum(a);
        products[1] = Vector256.Sum(b);
        products[2] = Vector256.Sum(c);
        products[3] = Vector256.Sum(d);
        for (int rest = (int)at; rest < query.Length; rest++)
        {
            products[0] += query[rest] * rows[rest];
            products[1] += query[rest] * rows[query.Length + rest];
            products[2] += query[rest] * rows[(2 * query.Length) + rest];
            products[3] += query[rest] * rows[(3 * query.Length) + rest];
        }
    }
}
