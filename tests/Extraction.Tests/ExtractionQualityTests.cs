using PromptIntel.Bench.Extraction;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>The shipped prompt's rules over the labelled documents of bench.</summary>
public sealed class ExtractionQualityTests
{
    [Fact]
    public void Documents_WhenExtracted_KeepPrecisionAndRecall()
    {
        var evaluation = ExtractionEvaluation.Run(SourceTree.Root);

        Assert.True(evaluation.Documents >= 24);
        Assert.True(evaluation.Tuned.Precision >= 0.98 && evaluation.HeldOut.Precision >= 0.98, string.Join('\n', evaluation.Differences));
        Assert.True(evaluation.Tuned.Recall >= 0.90 && evaluation.HeldOut.Recall >= 0.90, string.Join('\n', evaluation.Differences));
        Assert.True(evaluation.Fresh.Precision >= 0.98, string.Join('\n', evaluation.Differences));
        Assert.Equal(0, evaluation.Tuned.Invented + evaluation.HeldOut.Invented + evaluation.Fresh.Invented);
    }
}
