using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Workflows;

internal sealed class EchoOperation : IOperation
{
    public string Type => "test.echo";

    public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

    public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken) =>
        Task.FromResult<OperationOutcome>(new OperationOutcome.Completed(context.Input));
}
