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

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];

    private static double Dot(SparseRow left, SparseRow right) =>
        left.Weights.Zip(right.Weights, (one, other) => one * (double)other).Sum();

    private static double Length(ReadOnlySpan<float> vector) => System.Numerics.Tensors.TensorPrimitives.Norm(vector);
}
