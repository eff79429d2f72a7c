using PromptIntel.Core.Inference;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Models;

/// <summary>What a failed call to a model is for the stage that made it: a stable code, and whether a retry may help.</summary>
internal static class ModelFailures
{
    public static OperationOutcome.Failed ToOutcome(ModelCallException exception) => (exception.Failure switch
    {
        ModelCallFailure.Timeout => new OperationOutcome.Failed(ErrorCodes.ModelTimeout, exception.Message, FailureKind.Timeout),
        ModelCallFailure.RateLimited => new(ErrorCodes.ModelRateLimited, exception.Message, FailureKind.Transport),
        ModelCallFailure.Refused => new(ErrorCodes.ModelRefused, exception.Message),
        ModelCallFailure.InvalidResponse => new(ErrorCodes.InvalidOutput, exception.Message, FailureKind.InvalidOutput),
        ModelCallFailure.StreamBroken => new(ErrorCodes.StreamBroken, exception.Message, FailureKind.Transport),
        _ => new(ErrorCodes.ModelUnavailable, exception.Message, FailureKind.Transport),
    }) with
    {
        RetryAfter = exception.RetryAfter,
    };
}
