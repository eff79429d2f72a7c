using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Workflows;

/// <summary>How one run of an operation ended.</summary>
public abstract record OperationOutcome
{
    private OperationOutcome()
    {
    }

    /// <summary>The output is committed as the stage's result together with its artifacts and side writes, or none of them is.</summary>
    public sealed record Completed(JsonElement Output) : OperationOutcome
    {
        public ImmutableArray<Artifact> Artifacts { get; init; } = [];

        public ImmutableArray<SideWrite> Writes { get; init; } = [];
    }

    /// <summary>
    /// A person must decide. The stage is committed as waiting with <paramref name="Output"/> to look at; approval completes it with that
    /// output (and <c>approval</c> added to it), rejection fails the execution. The operation is not run again.
    /// </summary>
    /// <param name="Reason">In one sentence: why, and what is asked.</param>
    public sealed record Waiting(JsonElement Output, string Reason) : OperationOutcome
    {
        public ImmutableArray<Artifact> Artifacts { get; init; } = [];

        /// <summary>Who should answer, as the definition words it; null for anybody who may.</summary>
        public string? For { get; init; }

        /// <summary>Null: it waits for as long as it takes.</summary>
        public Deadline? Deadline { get; init; }
    }

    /// <summary>The operation ran and refused.</summary>
    /// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
    public sealed record Failed(string Code, string Detail, FailureKind Kind = FailureKind.Permanent) : OperationOutcome
    {
        /// <summary>
        /// How long whatever it called asked to be left alone; null when it did not say. A retry waits at least this long.
        /// </summary>
        public TimeSpan? RetryAfter { get; init; }
    }
}

/// <summary>What a retry policy may name in <c>on</c>; a permanent failure is never retried.</summary>
public enum FailureKind
{
    Permanent,
    Transport,
    Timeout,
    InvalidOutput,
}

/// <summary>A large value produced by a stage, stored once by the hash of its bytes and offered for download.</summary>
public sealed record Artifact(string Name, string MediaType, ReadOnlyMemory<byte> Content);

/// <summary>
/// A row for a side table, upserted by execution id in the same fenced transaction as the stage's result.
/// <paramref name="Target"/> names the table (<c>league_records</c>, <c>contracts</c>, <c>user_history</c>, <c>execution_metrics</c>).
/// </summary>
public sealed record SideWrite(string Target, JsonElement Row);
