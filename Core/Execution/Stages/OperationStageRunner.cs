using System.Net.Sockets;

using PromptIntel.Core.Execution.Calls;
using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>The innermost: the operation itself, with its exceptions as failures.</summary>
internal sealed class OperationStageRunner(OperationRegistry operations, ExecutionLog log) : IStageRunner
{
    public async Task<OperationOutcome> RunAsync(StageCall call, CancellationToken cancellationToken)
    {
        if (operations.Find(call.Stage.OperationType) is not { } operation)
        {
            return new OperationOutcome.Failed("unknown_operation", $"This build has no operation of type '{call.Stage.OperationType}'.");
        }

        try
        {
            return await operation.ExecuteAsync(call, cancellationToken);
        }
        catch (Exception exception) when (exception is not LeaseLostException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            OperationOutcome.Failed failed = ToFailure(exception, call);

            if (failed.Code == UnexpectedCode)
            {
                log.OperationThrew(exception, call.ExecutionId, call.StagePath, call.Stage.OperationType);
            }

            return failed;
        }
    }

    private const string UnexpectedCode = "operation_failed";

    private static OperationOutcome.Failed ToFailure(Exception exception, StageCall call)
    {
        switch (exception)
        {
            case ModelCallException model:
                call.RetryAfter = model.RetryAfter;
                return ModelFailures.ToOutcome(model);
            case ModelRequiredException:
                return new("model_required", exception.Message);
            case TimeoutException or OperationCanceledException:
                return new("timeout", $"Operation '{call.Stage.OperationType}' gave up waiting.", FailureKind.Timeout);
            case HttpRequestException or IOException or SocketException:
                return new("unavailable", $"Something that operation '{call.Stage.OperationType}' needs could not be reached.", FailureKind.Transport);
            default:
                // The message could hold content of the input; the log has the exception, the caller its type.
                return new(UnexpectedCode, $"Operation '{call.Stage.OperationType}' broke off with {exception.GetType().Name}.");
        }
    }
}
