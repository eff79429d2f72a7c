using PromptIntel.Core.Inference;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Calls;

/// <summary>What a failed call to a model is for the stage that made it: a stable code, and whether a retry may help.</summary>
internal static class ModelFailures
{
    public static OperationOutcome.Failed ToOutcome(ModelCallException exception) => (exception.Failure switch
    {
        ModelCallFailure.Timeout => new OperationOutcome.Failed("model_timeout", exception.Message, FailureKind.Timeout),
        ModelCallFailure.RateLimited => new("model_rate_limited", exception.Message, FailureKind.Transport),
        ModelCallFailure.Refused => new("model_refused", exception.Message),
        ModelCallFailure.InvalidResponse => new("invalid_output", exception.Message, FailureKind.InvalidOutput),
        _ => new("model_unavailable", exception.Message, FailureKind.Transport),
    }) with
    {
        RetryAfter = exception.RetryAfter,
    };
}
