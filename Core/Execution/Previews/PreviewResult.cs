using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Previews;

/// <summary>What a preview came to.</summary>
public abstract record PreviewResult
{
    private PreviewResult()
    {
    }

    /// <param name="Stages">In the order of running; a stage of a known <c>for_each</c> once an item.</param>
    /// <param name="IsCut">Whether the bounds of a preview left anything out.</param>
    public sealed record Previewed(Manifest Manifest, ImmutableArray<StagePreview> Stages, bool IsCut) : PreviewResult;

    /// <param name="Reason">What a start would have answered.</param>
    public sealed record Refused(StartResult Reason) : PreviewResult;
}

/// <summary>What is known of a stage before anything has run.</summary>
/// <param name="ItemKey">Of which item; empty outside <c>for_each</c>.</param>
/// <param name="WaitsFor">The stages whose output its input, its items or its condition read; empty when all is known.</param>
public sealed record StagePreview(PlannedStage Stage, string ItemKey, ImmutableArray<string> WaitsFor)
{
    /// <summary>Whether its condition, or that of a sub-recipe around it, is false for this input.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>What a prompt would ask; null for other operations, and for what waits.</summary>
    public PromptQuestion? Question { get; init; }

    /// <summary>Why the stage would fail, or is not shown; null for most.</summary>
    public string? Problem { get; init; }
}

/// <summary>One question to a model, before it is asked.</summary>
/// <param name="Prompt"><c>namespace/name@version</c>.</param>
/// <param name="Model"><c>provider/model</c>.</param>
/// <param name="CanGenerate">False for the offline extractor, which is no language model.</param>
/// <param name="InputTokens">Estimated from the messages.</param>
/// <param name="OutputTokens">What is reserved for the answer: at most, where the prompt limits it.</param>
/// <param name="Cost">US dollars for both; null without a price.</param>
public sealed record PromptQuestion(
    string Prompt, string Model, bool CanGenerate, ImmutableArray<RenderedMessage> Messages, long InputTokens, long OutputTokens,
    decimal? Cost);
