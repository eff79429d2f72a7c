using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// What a stage does. Registered once per type and shared: it must be stateless and safe for concurrent use. It may be called
/// again for the same stage after a crash, so whatever it writes outside its outcome must be idempotent.
/// </summary>
public interface IOperation
{
    /// <summary>The <c>type</c> of the operations it runs, such as <c>prompt</c> or <c>leagues.score</c>.</summary>
    string Type { get; }

    /// <summary>What it does, in a sentence for authors; listed with the components.</summary>
    string Summary => "";

    /// <summary>JSON Schema of what every operation of this type takes; null where settings decide, or nothing is said.</summary>
    JsonElement? InputSchema => null;

    /// <summary>JSON Schema of what every operation of this type gives; null where settings decide, or nothing is said.</summary>
    JsonElement? OutputSchema => null;

    /// <summary>
    /// Checks an operation's static settings (its <c>with</c>) when it is parsed, and names every entry it will read, so that they are
    /// pinned before an execution exists.
    /// </summary>
    OperationRequirements Require(JsonElement settings);

    /// <summary>
    /// What the type itself knows of its input and output, such as the variables of the prompt it asks. Checked beside the schemas of
    /// the definition.
    /// </summary>
    /// <param name="entry">The pinned version of an entry that <see cref="Require"/> named.</param>
    OperationShape Describe(JsonElement settings, Func<EntryKey, EntryVersion> entry) => new(InputSchema, OutputSchema);

    /// <summary>Whether it may wait for a person; then it is no tool of a model.</summary>
    bool CanWait => false;

    /// <summary>
    /// Runs once. Expected refusals are a <see cref="OperationOutcome.Failed"/>; an exception is an outage or a bug and is retried
    /// only where the stage's retry says so.
    /// </summary>
    Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken);
}

/// <summary>JSON Schemas (or references to schema entries) of an operation's input and output; null where nothing is known.</summary>
public sealed record OperationShape(JsonElement? Input, JsonElement? Output)
{
    public static OperationShape Unknown { get; } = new(null, null);
}
