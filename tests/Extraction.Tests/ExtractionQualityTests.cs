using PromptIntel.Bench.Extraction;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>The shipped prompt's rules over the labelled documents of bench.</summary>
public sealed class ExtractionQualityTests
{
    private static readonly ExtractionEvaluation Evaluation = ExtractionEvaluation.Run(SourceTree.Root);

    [Theory]
    [InlineData("tuned", 0.98, 0.95)]
    [InlineData("held_out", 0.98, 0.90)]
    [InlineData("fresh", 0.98, 0.70)]
    [InlineData("unseen/tune", 0.97, 0.80)]
    [InlineData("unseen/tune2", 0.98, 0.83)]
    [InlineData("unseen/tune3", 0.98, 0.78)]
    [InlineData("unseen/tune4", 0.98, 0.70)]
    [InlineData("unseen/tune5", 0.98, 0.68)]
    [InlineData("unseen/tune6", 0.97, 0.60)]
    [InlineData("unseen/last", 0.98, 0.58)]
    public void Documents_WhenExtracted_KeepPrecisionAndRecall(string set, double precision, double recall)
    {
        var score = Evaluation.Scores[set];

        Assert.True(score.Precision >= precision
            && score.Recall >= recall, $"{score.Precision:0.000} {score.Recall:0.000}\n{string.Join('\n', Evaluation.Differences)}");
    }

    [Fact]
    public void Documents_OfAllSets_AreAllThere() => Assert.True(Evaluation.Documents >= 298);
}
