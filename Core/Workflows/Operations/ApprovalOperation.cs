using System.Text.Json;

namespace PromptIntel.Core.Workflows.Operations;

/// <summary>Type <c>approval</c>: waits for a person, who sees the input; its <c>summary</c> says in a line what is asked.</summary>
internal sealed class ApprovalOperation : IOperation
{
    private const string DefaultReason = "A person must approve this.";

    public string Type => "approval";

    public bool CanWait => true;

    public OperationRequirements Require(JsonElement settings) => OperationRequirements.None;

    public Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        string? summary = context.Input.TryGetProperty("summary", out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
        return Task.FromResult<OperationOutcome>(
            new OperationOutcome.Waiting(context.Input, string.IsNullOrWhiteSpace(summary) ? DefaultReason : summary));
    }
}
