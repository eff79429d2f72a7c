using System.Text.Json;

namespace PromptIntel.Core.Workflows;

/// <summary>
/// What a stage does. Registered once per type and shared: it must be stateless and safe for concurrent use. It may be called
/// again for the same stage after a crash, so whatever it writes outside its outcome must be idempotent.
/// </summary>
public interface IOperation
{
    /// <summary>The <c>type</c> of the operations it runs, such as <c>prompt</c> or <c>leagues.score</c>.</summary>
    string Type { get; }

    /// <summary>
    /// Checks an operation's static settings (its <c>with</c>) when it is parsed, and names every entry it will read, so that they are
    /// pinned before an execution exists.
    /// </summary>
    OperationRequirements Require(JsonElement settings);

    /// <summary>
    /// Runs once. Expected refusals are a <see cref="OperationOutcome.Failed"/>; an exception is an outage or a bug and is retried
    /// only where the stage's retry says so.
    /// </summary>
    Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken);
}
