using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution;

/// <summary>What somebody wants to run.</summary>
public sealed record StartExecution
{
    /// <summary>A recipe, a solver, an operation or a prompt.</summary>
    public required EntryKey Workflow { get; init; }

    public VersionSelector Version { get; init; }

    /// <summary>
    /// A prompt to run that is in no catalog, instead of a version of <see cref="Workflow"/>. Recorded as
    /// <see cref="EntryVersion.DraftNumber"/>.
    /// </summary>
    public EntryVersion? Draft { get; init; }

    public required JsonElement Input { get; init; }

    public string? UserId { get; init; }

    public ExecutionBudget? Budget { get; init; }

    /// <summary>Refused unless <see cref="ExecutionOptions.AllowStageDelay"/>.</summary>
    public TimeSpan StageDelay { get; init; }

    public IdempotencyKey? IdempotencyKey { get; init; }
}

/// <summary>Makes a start happen once.</summary>
/// <param name="Scope">The caller and the route.</param>
/// <param name="BodyHash">Hash of the request: the same key with another hash is refused.</param>
public sealed record IdempotencyKey(string Scope, string Key, string BodyHash);

/// <summary>What a start, a batch start or a fork came to.</summary>
public abstract record StartResult
{
    private StartResult()
    {
    }

    /// <param name="Id">Of the execution, or of the batch.</param>
    /// <param name="IsRepeat">True when an earlier request with the same key had started it.</param>
    public sealed record Started(Guid Id, bool IsRepeat) : StartResult;

    /// <param name="What"><c>workflow</c> or <c>version</c> (also of a label); of a fork <c>execution</c> or <c>stage</c>.</param>
    /// <param name="Name">As it was asked for.</param>
    public sealed record NotFound(string What, string Name) : StartResult;

    /// <summary>The workflow cannot run, with the reasons.</summary>
    public sealed record Refused(ImmutableArray<DefinitionError> Errors) : StartResult;

    /// <summary>The input breaks the workflow's input schema.</summary>
    /// <param name="Index">Which input of a batch; null for a single one.</param>
    public sealed record InvalidInput(int? Index, ImmutableArray<SchemaViolation> Violations) : StartResult;

    /// <summary>Lines of an upload that are no input of the workflow; not necessarily all of them.</summary>
    public sealed record InvalidLines(ImmutableArray<LineError> Errors) : StartResult;

    /// <summary>The idempotency key was used with another body.</summary>
    public sealed record KeyReused : StartResult;

    /// <summary>An option that this installation does not allow.</summary>
    public sealed record NotAllowed(string Detail) : StartResult;
}

/// <param name="Line">Where the item begins, from 1.</param>
/// <param name="Field">Column, field or place in it; empty for the whole line.</param>
public sealed record LineError(int Line, string Field, string Detail);
