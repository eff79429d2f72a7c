using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Bench.Speed;

/// <summary>A stage that hands on what it was given, so that all that is measured is the engine.</summary>
internal sealed class EchoOperation : IOperation
{
    public string Type => "bench.echo";

    public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

    public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken) =>
        Task.FromResult<OperationOutcome>(new OperationOutcome.Completed(context.Input));
}

/// <summary>A stage that takes fifty milliseconds, as a fast model call does.</summary>
internal sealed class WaitOperation : IOperation
{
    public static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(50);

    public string Type => "bench.wait";

    public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

    public async Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        await Task.Delay(Duration, context.Time, cancellationToken);
        return new OperationOutcome.Completed(context.Input);
    }
}
