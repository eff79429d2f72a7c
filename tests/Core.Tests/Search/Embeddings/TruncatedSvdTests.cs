using PromptIntel.Core.Search.Embeddings;

namespace PromptIntel.Core.Tests.Search.Embeddings;

/// <summary>Held against the dense arithmetic that it stands for.</summary>
public sealed class TruncatedSvdTests
{
    private const int Terms = 40;
    private const int Rank = 5;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Basis_IsOrthonormal()
    {
        float[] basis = TruncatedSvd.RightSubspace(LowRankRows(), Terms, Rank, Cancel);

        for (int left = 0; left < Rank; left++)
        {
            for (int right = 0; right < Rank; right++)
            {
                double product = Enumerable.Range(0, Terms).Sum(term => (double)basis[(term * Rank) + left] * basis[(term * Rank) + right]);
                Assert.Equal(left == right ? 1 : 0, product, 1e-4);
            }
        }
    }

    [Fact]
    public void Basis_OfAMatrixOfThatRank_HoldsEveryRow()
    {
        SparseRow[] rows = LowRankRows();
        float[] basis = TruncatedSvd.RightSubspace(rows, Terms, Rank, Cancel);
        float[] image = new float[Rank];

        foreach (SparseRow row in rows)
        {
            TruncatedSvd.Project(row, basis, image);

            // Nothing of a row lies outside the subspace, so its image is as long as the row.
            Assert.Equal(Length(row.Weights), Length(image), 1e-3);
        }
    }

    [Fact]
    public void Basis_OfANoisyMatrix_IsThatOfTheLeadingDirections()
    {
        // Two strong directions among weak ones: what is kept is the strong ones.
        SparseRow[] rows =
        [
            .. Enumerable.Range(0, 60).Select(number => new SparseRow([number % 2, 2 + (number % 30)], [5f, 0.2f])),
        ];

        float[] basis = TruncatedSvd.RightSubspace(rows, Terms, 2, Cancel);

        Assert.Equal(1, Length(basis.AsSpan(0, 2)), 1e-2);
        Assert.Equal(1, Length(basis.AsSpan(2, 2)), 1e-2);
    }

    [Fact]
    public void ScaledProducts_WeighEachDirectionByItsSquaredSingularValue()
    {
        SparseRow[] rows = LowRankRows();
        float[] basis = TruncatedSvd.RightSubspace(rows, Terms, Rank, Cancel);
        TruncatedSvd.ScaleBySingularValues(rows, basis, Rank);
        float[] left = new float[Rank], right = new float[Rank];

        for (int turn = 1; turn < 10; turn++)
        {
            TruncatedSvd.Project(rows[0], basis, left);
            TruncatedSvd.Project(rows[turn], basis, right);

            // For rows x and y of A this is x (AᵀA) yᵀ, whatever basis the subspace was given in.
            double wanted = rows.Sum(row => Dot(rows[0], row) * Dot(row, rows[turn]));
            Assert.Equal(wanted, Enumerable.Range(0, Rank).Sum(at => (double)left[at] * right[at]), 1e-2 * Math.Max(1, Math.Abs(wanted)));
        }
    }

    [Fact]
    public void Basis_OfFewerDirectionsThanAskedFor_LeavesTheRestEmpty()
    {
        SparseRow[] rows = [.. Enumerable.Range(0, 10).Select(_ => new SparseRow([1, 2], [0.6f, 0.8f]))];

        float[] basis = TruncatedSvd.RightSubspace(rows, Terms, 3, Cancel);
        float[] image = new float[3];
        TruncatedSvd.Project(rows[0], basis, image);

        Assert.Equal(1, Length(image), 1e-3);
        Assert.All(basis, number => Assert.True(float.IsFinite(number)));
    }

    [Fact]
    public void Basis_OfAKnownMatrix_IsItsLeadingSingularVector_ScaledByItsValue()
    {
        // AᵀA is (25 20; 20 25): the squared singular values are 45 and 5, the right singular vectors (1, 1)/√2 and (1, -1)/√2.
        SparseRow[] rows = [new([0], [3f]), new([0, 1], [4f, 5f])];
        double half = Math.Sqrt(0.5);

        float[] basis = TruncatedSvd.RightSubspace(rows, 2, 1, Cancel);
        Assert.Equal(half, Math.Abs(basis[0]), 1e-5);
        Assert.Equal(basis[0], basis[1], 1e-5);

        TruncatedSvd.ScaleBySingularValues(rows, basis, 1);
        Assert.Equal(half * Math.Sqrt(45), Math.Abs(basis[0]), 1e-4);
        Assert.Equal(basis[0], basis[1], 1e-4);
    }

    [Fact]
    public void Basis_OfAProductOfKnownFactors_IsThatOfTheGreatestValues()
    {
        // A = U S Vᵀ of 50 rows and 30 terms, each singular value half of the one before.
        const int Height = 50, Width = 30;
        Random random = new(17);
        double[][] left = Orthonormal(random, Width, Height), right = Orthonormal(random, Width, Width);
        double[] values = [.. Enumerable.Range(0, Width).Select(at => 10 * Math.Pow(0.5, at))];
        SparseRow[] rows =
        [
            .. Enumerable.Range(0, Height).Select(row => new SparseRow(
                [.. Enumerable.Range(0, Width)],
                [
                    .. Enumerable.Range(0, Width)
                        .Select(term => (float)Enumerable.Range(0, Width).Sum(at => left[at][row] * values[at] * right[at][term])),
                ])),
        ];

        float[] basis = TruncatedSvd.RightSubspace(rows, Width, Rank, Cancel);
        float[] image = new float[Rank];

        for (int at = 0; at < Width; at++)
        {
            SparseRow direction = new([.. Enumerable.Range(0, Width)], [.. right[at].Select(number => (float)number)]);
            TruncatedSvd.Project(direction, basis, image);
            Assert.Equal(at < Rank ? 1 : 0, Length(image), 1e-2);
        }

        TruncatedSvd.ScaleBySingularValues(rows, basis, Rank);

        for (int one = 0; one < Width; one++)
        {
            for (int other = 0; other < Width; other++)
            {
                double wanted = Enumerable.Range(0, Rank).Sum(at => right[at][one] * values[at] * values[at] * right[at][other]);
                double found = Enumerable.Range(0, Rank).Sum(at => (double)basis[(one * Rank) + at] * basis[(other * Rank) + at]);
                Assert.Equal(wanted, found, 2e-2);
            }
        }
    }

    [Fact]
    public void Basis_IsTheSameEveryTime() => Assert.Equal(
        TruncatedSvd.RightSubspace(LowRankRows(), Terms, Rank, Cancel), TruncatedSvd.RightSubspace(LowRankRows(), Terms, Rank, Cancel));

    private static SparseRow[] LowRankRows()
    {
        Random random = new(3);
        double[][] directions = [.. Enumerable.Range(0, Rank).Select(_ => Numbers(random, Terms))];
        return
        [
            .. Enumerable.Range(0, 30).Select(_ =>
            {
                double[] shares = Numbers(random, Rank);
                float[] weights =
                    [.. Enumerable.Range(0, Terms).Select(term => (float)directions.Zip(shares, (one, share) => one[term] * share).Sum())];
                return new SparseRow([.. Enumerable.Range(0, Terms)], weights);
            }),
        ];
    }

    /// <summary>So many random directions at right angles, of length 1.</summary>
    private static double[][] Orthonormal(Random random, int count, int height)
    {
        double[][] vectors = new double[count][];

        for (int at = 0; at < count; at++)
        {
            double[] vector = Numbers(random, height);

            foreach (double[] earlier in vectors.Take(at).Concat(vectors.Take(at)))
            {
                double shared = vector.Zip(earlier, (one, other) => one * other).Sum();
                vector = [.. vector.Zip(earlier, (one, other) => one - (shared * other))];
            }

            double length = Math.Sqrt(vector.Sum(number => number * number));
            vectors[at] = [.. vector.Select(number => number / length)];
        }

        return vectors;
    }

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];

    private static double Dot(SparseRow left, SparseRow right) =>
        left.Weights.Zip(right.Weights, (one, other) => one * (double)other).Sum();

    private static double Length(ReadOnlySpan<float> vector) => System.Numerics.Tensors.TensorPrimitives.Norm(vector);
}
