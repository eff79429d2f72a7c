using System.Collections.Immutable;

namespace PromptIntel.Core.Execution.Control;

/// <summary>Two runs beside each other.</summary>
/// <param name="Entries">Entries that they used at different versions, by key; one that a run did not use has no version there.</param>
/// <param name="Models">Model names that meant different models, as <c>provider/model</c>.</param>
/// <param name="Stages">In the order of the first run's workflow, then what only the second has.</param>
/// <param name="StagesOmitted">Stages and items beyond what one comparison holds.</param>
public sealed record ExecutionComparison(
    ExecutionRecord Left,
    ExecutionRecord Right,
    ImmutableArray<PinDifference> Entries,
    ImmutableArray<PinDifference> Models,
    JsonDifferences Input,
    JsonDifferences Output,
    ImmutableArray<StageComparison> Stages,
    int StagesOmitted);

/// <param name="Name">Of the entry or the model.</param>
public sealed record PinDifference(string Name, string? Left, string? Right);

/// <summary>A stage, or an item of one, in both runs; null where a run does not have it.</summary>
public sealed record StageComparison(string Path, string ItemKey, ComparedStage? Left, ComparedStage? Right, JsonDifferences Output);

/// <param name="Stage">As the run has it; its usage is what this run paid.</param>
/// <param name="ReusedFrom">The run that made the result, when it was an earlier one.</param>
/// <param name="Versions">
/// <c>namespace/name@version</c> of the operation and of what it asked for, as the run that made it was pinned.
/// </param>
/// <param name="Models">What was called, by the run that made it.</param>
public sealed record ComparedStage(StageDetails Stage, Guid? ReusedFrom, ImmutableArray<string> Versions, ImmutableArray<string> Models);
