using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Execution;

/// <summary>A change from outside the lease: by a person or the API.</summary>
/// <param name="Actor">Who asks; kept in the event.</param>
public abstract record ExecutionChange(string? Actor)
{
    /// <summary>Ends it at once; whoever runs it writes nothing more.</summary>
    public sealed record Cancel(string? Actor, string? Reason) : ExecutionChange(Actor);

    /// <summary>Answers a waiting stage; approval completes it with its output and <c>approval</c>, rejection fails it.</summary>
    public sealed record Answer(string? Actor, string Path, string ItemKey, bool IsApproved, string? Comment) : ExecutionChange(Actor)
    {
        /// <summary>Fields of the output with the values that the person gives them; null to approve it as it is.</summary>
        public JsonElement? Values { get; init; }
    }

    /// <summary>Queues a failed, cancelled or parked execution again: completed stages are kept, failed ones run anew.</summary>
    public sealed record Resume(string? Actor) : ExecutionChange(Actor);
}

/// <summary>What a change came to.</summary>
public abstract record ChangeResult
{
    private ChangeResult()
    {
    }

    public sealed record Changed(ExecutionRecord Execution) : ChangeResult;

    public sealed record NotFound(string What) : ChangeResult;

    /// <summary>The values of an answer do not fit the stage.</summary>
    public sealed record InvalidValues(ImmutableArray<SchemaViolation> Violations) : ChangeResult;

    /// <summary>The state does not allow it: the execution has ended, or the stage does not wait.</summary>
    public sealed record NotPossible(ExecutionStatus Status, string Detail) : ChangeResult;
}
