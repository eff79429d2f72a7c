using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// Everything an execution will use, resolved to exact versions when it is accepted: stages with sub-recipes inlined, entries, models.
/// Immutable, serialised with the execution; a running execution never sees anything else.
/// </summary>
public sealed record Manifest
{
    public const int CurrentFormatVersion = 1;

    /// <summary>Of a manifest with <see cref="Choices"/>: what knows none of them would end it without the chain.</summary>
    public const int FormatVersionWithChoices = 2;

    public required int FormatVersion { get; init; }

    public required PinnedReference Workflow { get; init; }

    /// <summary>In topological order.</summary>
    public required ImmutableArray<PlannedStage> Stages { get; init; }

    /// <summary>The sub-recipes that were inlined; a stage names the one it belongs to.</summary>
    public ImmutableArray<PlannedScope> Scopes { get; init; } = [];

    /// <summary>The wires of the execution's output, read from input and stage outputs.</summary>
    public required JsonElement Output { get; init; }

    /// <summary>JSON Schema of the input.</summary>
    public required JsonElement InputSchema { get; init; }

    /// <summary>Every entry of the closure, by key; one version of each.</summary>
    public required ImmutableArray<EntryVersion> Entries { get; init; }

    /// <summary>What each model name in the closure meant at that moment.</summary>
    public required ImmutableArray<PinnedModel> Models { get; init; }

    /// <summary>What the models of its prompts may call; null for nothing.</summary>
    public ImmutableArray<PlannedTool>? Tools { get; init; }

    /// <summary>The recipes of which a stage of a solver makes a chain; null for a workflow that is fixed.</summary>
    public ImmutableArray<PlannedChoice>? Choices { get; init; }

    /// <summary>SHA-256 over all of the above.</summary>
    public required string Hash { get; init; }
}

public sealed record PinnedReference(EntryKey Key, int Version, string ContentHash);

/// <param name="Name">As written in the prompt: an alias or <c>provider/model</c>.</param>
/// <param name="CanGenerate">False when only the offline extractor stood behind the name.</param>
public sealed record PinnedModel(string Name, string Provider, string Model, bool CanGenerate = true);

/// <summary>One stage, flattened: a stage of a sub-recipe has the path <c>parent/stage</c>.</summary>
public sealed record PlannedStage
{
    public required string Path { get; init; }

    /// <summary>Path of the <see cref="PlannedScope"/> it belongs to; empty for the workflow itself.</summary>
    public string Scope { get; init; } = "";

    public string? Description { get; init; }

    /// <summary>The operation that runs; its type selects the <see cref="IOperation"/>.</summary>
    public required PinnedReference Operation { get; init; }

    public required string OperationType { get; init; }

    /// <summary>The operation's own <c>with</c>.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>The stage's <c>with</c>, wires unresolved: an object, or one wire to an object that is taken whole.</summary>
    public required JsonElement With { get; init; }

    /// <summary>Paths of the stages and scopes, of the same scope, that must have ended first.</summary>
    public required ImmutableArray<string> Needs { get; init; }

    public string? When { get; init; }

    public ForEachPolicy? ForEach { get; init; }

    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    public bool IsCached { get; init; }

    /// <summary>JSON Schema that the resolved input must satisfy, references resolved.</summary>
    public JsonElement? InputSchema { get; init; }

    /// <summary>JSON Schema that the output must satisfy, references resolved.</summary>
    public JsonElement? OutputSchema { get; init; }
}

/// <summary>
/// An inlined sub-recipe: the place of a stage that uses a recipe. It runs nothing itself; it gives its stages their input and has
/// a result of its own (path and item key as a stage's), whose output its siblings read. With <see cref="ForEach"/> the stages
/// inside run once per item.
/// </summary>
public sealed record PlannedScope
{
    public required string Path { get; init; }

    /// <summary>The scope around it; empty for the workflow itself.</summary>
    public string Parent { get; init; } = "";

    public required PinnedReference Recipe { get; init; }

    /// <summary>The input of the stages inside, wires unresolved, read in the parent's scope.</summary>
    public required JsonElement With { get; init; }

    /// <summary>The recipe's, references resolved: gives defaults. Null where it gives none and is not asked either.</summary>
    public JsonElement? InputSchema { get; init; }

    /// <summary>Whether what it is given must satisfy the schema; false in a manifest of a build that did not ask.</summary>
    public bool ChecksInput { get; init; }

    /// <summary>The output, wires unresolved, read from the stages inside.</summary>
    public required JsonElement Output { get; init; }

    public required ImmutableArray<string> Needs { get; init; }

    public string? When { get; init; }

    public ForEachPolicy? ForEach { get; init; }
}

/// <param name="Items">A wire that gives an array.</param>
/// <param name="MaxFailures">With <c>continue</c>: more failed items than this fail the stage; null allows any number.</param>
public sealed record ForEachPolicy(JsonElement Items, int MaxParallel, bool StopOnItemError, int? MaxFailures);

/// <param name="Attempts">In all, at least 1.</param>
/// <param name="Backoff">Before the second attempt; doubles, with jitter, up to <paramref name="MaxBackoff"/>.</param>
public sealed record RetryPolicy(int Attempts, TimeSpan Backoff, TimeSpan MaxBackoff, ImmutableArray<FailureKind> On)
{
    public static RetryPolicy None { get; } = new(1, TimeSpan.Zero, TimeSpan.Zero, []);
}
