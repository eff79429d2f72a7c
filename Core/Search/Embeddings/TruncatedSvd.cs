using System.Numerics.Tensors;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// The subspace of the leading right singular vectors of a sparse matrix, by subspace iteration from a seeded start: the same matrix gives
/// the same basis, bit for bit. The basis is not rotated onto the singular vectors, because cosines in a subspace
/// do not depend on the basis.
/// </summary>
internal static class TruncatedSvd
{
    private const int Iterations = 6;
    private const int Seed = 20_417;

    /// <summary>An orthonormal basis, term after term, <paramref name="dimensions"/> numbers each.</summary>
    public static float[] RightSubspace(IReadOnlyList<SparseRow> rows, int terms, int dimensions, CancellationToken cancellationToken)
    {
        float[] basis = RandomStart(terms * dimensions);
        Orthonormalise(basis, dimensions);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            float[] next = new float[basis.Length];
            float[] image = new float[dimensions];
            foreach (SparseRow row in rows)
            {
                Project(row, basis, image);
                for (int i = 0; i < row.Terms.Length; i++)
                {
                    Span<float> target = next.AsSpan(row.Terms[i] * dimensions, dimensions);
                    TensorPrimitives.MultiplyAdd(image, row.Weights[i], target, target);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            Orthonormalise(next, dimensions);
            basis = next;
        }

        return basis;
    }

    /// <summary>The row in the coordinates of the basis.</summary>
    public static void Project(SparseRow row, ReadOnlySpan<float> basis, Span<float> image)
    {
        image.Clear();
        for (int i = 0; i < row.Terms.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(basis.Slice(row.Terms[i] * image.Length, image.Length), row.Weights[i], image, image);
        }
    }

    /// <summary>
    /// Scales the basis so that a dot product of two images weighs each singular direction by its squared singular value. With G the Gram
    /// matrix of the projected rows and G = L Lᵀ, the basis times L does it; no eigenvectors are needed.
    /// </summary>
    public static void ScaleBySingularValues(IReadOnlyList<SparseRow> rows, float[] basis, int dimensions)
    {
        double[] factor = Factor(Gram(rows, basis, dimensions), dimensions);
        Span<float> scaled = new float[dimensions];
        for (int start = 0; start < basis.Length; start += dimensions)
        {
            Span<float> term = basis.AsSpan(start, dimensions);
            for (int column = 0; column < dimensions; column++)
            {
                double sum = 0;
                for (int row = column; row < dimensions; row++)
                {
                    sum += term[row] * factor[(row * dimensions) + column];
                }

                scaled[column] = (float)sum;
            }

            scaled.CopyTo(term);
        }
    }

    private static double[] Gram(IReadOnlyList<SparseRow> rows, float[] basis, int dimensions)
    {
        double[] gram = new double[dimensions * dimensions];
        float[] image = new float[dimensions];
        foreach (SparseRow row in rows)
        {
            Project(row, basis, image);
            for (int i = 0; i < dimensions; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    gram[(i * dimensions) + j] += image[i] * (double)image[j];
                }
            }
        }

        return gram;
    }

    /// <summary>The lower triangle of Cholesky's factor, in place; a direction without variance gets an empty column.</summary>
    private static double[] Factor(double[] matrix, int size)
    {
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * size) + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= matrix[(i * size) + k] * matrix[(j * size) + k];
                }

                double pivot = matrix[(j * size) + j];
                matrix[(i * size) + j] = i == j ? Math.Sqrt(Math.Max(0, sum)) : pivot > 1e-9 ? sum / pivot : 0;
            }
        }

        return matrix;
    }

    private static float[] RandomStart(int length)
    {
        Random random = new(Seed);
        float[] start = new float[length];
        for (int i = 0; i < length; i++)
        {
            start[i] = random.NextSingle() - 0.5f;
        }

        return start;
    }

    /// <summary>Gram-Schmidt over the columns, each taken twice: once is not enough in single precision.</summary>
    private static void Orthonormalise(float[] basis, int dimensions)
    {
        int height = basis.Length / dimensions;
        float[] columns = new float[basis.Length];
        Transpose(basis, columns, height, dimensions);
        for (int column = 0; column < dimensions; column++)
        {
            Span<float> current = columns.AsSpan(column * height, height);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int earlier = 0; earlier < column; earlier++)
                {
                    ReadOnlySpan<float> other = columns.AsSpan(earlier * height, height);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(other, current), current, current);
                }
            }

            float norm = TensorPrimitives.Norm(current);
            // A matrix of lower rank leaves nothing to normalise: that dimension stays empty.
            TensorPrimitives.Multiply(current, norm < 1e-6f ? 0 : 1 / norm, current);
        }

        Transpose(columns, basis, dimensions, height);
    }

    private static void Transpose(float[] source, float[] target, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                target[(column * rows) + row] = source[(row * columns) + column];
            }
        }
    }
}
