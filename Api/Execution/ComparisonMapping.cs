using System.Collections.Immutable;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Api.Execution;

/// <summary>From a comparison to its message.</summary>
internal static class ComparisonMapping
{
    public static ComparisonResponse ToResponse(this ExecutionComparison comparison, DateTimeOffset now) => new(
        ToRun(comparison.Left, now),
        ToRun(comparison.Right, now),
        ToItems(comparison.Entries),
        ToItems(comparison.Models),
        comparison.Input.ToItem(),
        comparison.Output.ToItem(),
        [
            .. comparison.Stages.Select(stage => new StageComparisonItem(
                stage.Path, stage.ItemKey, stage.Left?.ToItem(), stage.Right?.ToItem(), stage.Output.ToItem())),
        ],
        comparison.StagesOmitted);

    private static ComparedRunItem ToRun(ExecutionRecord execution, DateTimeOffset now) => new(
        execution.ToItem(now),
        execution.ManifestHash,
        execution.ForkedFrom is { } fork ? new ForkItem(fork.ExecutionId, fork.Stage) : null);

    private static List<PinDifferenceItem> ToItems(ImmutableArray<PinDifference> differences) =>
        [.. differences.Select(pin => new PinDifferenceItem(pin.Name, pin.Left, pin.Right))];

    private static DifferencesItem ToItem(this JsonDifferences differences) =>
        new(differences.AreEqual, differences.Paths, differences.IsCut);

    private static ComparedStageItem ToItem(this ComparedStage compared)
    {
        StageDetails stage = compared.Stage;
        return new ComparedStageItem(
            stage.Status,
            compared.ReusedFrom,
            compared.Versions,
            compared.Models,
            stage.Attempts,
            stage is { StartedAt: { } from, CompletedAt: { } to } ? (to - from).TotalSeconds : null,
            stage.Usage.ToItem(),
            stage.Result?.Error?.ToItem());
    }
}
