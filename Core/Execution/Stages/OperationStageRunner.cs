using System.Net.Sockets;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>The innermost: the operation itself, with its exceptions as failures.</summary>
internal sealed class OperationStageRunner : IStageRunner
{
    private readonly OperationRegistry _operations;
    private readonly ModelCalls _models;
    private readonly ExecutionLog _log;

    /// <param name="around">What stands around one run of an operation.</param>
    public OperationStageRunner(OperationRegistry operations, ModelCalls models, ExecutionLog log, Func<IStageRunner, IStageRunner> around)
    {
        (_operations, _models, _log) = (operations, models, log);
        Once = around(this);
    }

    /// <summary>One run with all that stands around it: an attempt of a stage, or a call of a tool.</summary>
    public IStageRunner Once { get; }

    public async Task<OperationOutcome> RunAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken)
    {
        if (_operations.Find(stage.Stage.OperationType) is not { } operation)
        {
            return new OperationOutcome.Failed(
                ErrorCodes.UnknownOperation, $"This build has no operation of type '{stage.Stage.OperationType}'.");
        }

        try
        {
            return await operation.ExecuteAsync(new OperationContext(stage, journal, _models, Once), cancellationToken);
        }
        catch (Exception exception) when (exception is not LeaseLostException
            && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            OperationOutcome.Failed failed = ToFailure(exception, stage.Stage.OperationType);

            if (failed.Code == ErrorCodes.OperationFailed)
            {
                _log.OperationThrew(exception, stage.ExecutionId, stage.Path, stage.Stage.OperationType);
            }

            return failed;
        }
    }

    private static OperationOutcome.Failed ToFailure(Exception exception, string operationType)
    {
        switch (exception)
        {
            case ModelCallException model:
                return ModelFailures.ToOutcome(model);
            case ModelRequiredException:
                return new(ErrorCodes.ModelRequired, exception.Message);
            case TimeoutException or OperationCanceledException:
                return new(ErrorCodes.Timeout, $"Operation '{operationType}' gave up waiting.", FailureKind.Timeout);
            case HttpRequestException or IOException or SocketException:
                return new(
                    ErrorCodes.Unavailable,
                    $"Something that operation '{operationType}' needs could not be reached.",
                    FailureKind.Transport);
            default:
                // The message could hold content of the input; the log has the exception, the caller its type.
                return new(ErrorCodes.OperationFailed, $"Operation '{operationType}' broke off with {exception.GetType().Name}.");
        }
    }
}
