using System.Diagnostics;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Inference;

namespace PromptIntel.Core.Execution.Calls;

/// <summary>One call to a model: lease and budget checked before, recorded and traced, settled after.</summary>
internal static class ModelCall
{
    /// <exception cref="LeaseLostException">The lease is lost, or may be; the model was not asked.</exception>
    public static async Task<ModelReply> AskAsync(StageCall call, ModelCalls models, ModelRequest request, CancellationToken cancellationToken)
    {
        var attempt = new StageAttempt(call.StagePath, call.ItemKey, call.Attempt, call.Ledger.NextCall())
        {
            LeaseEpoch = call.Run.Guard.Lease.Epoch,
            StartedAt = call.Time.GetUtcNow(),
            Model = $"{request.Model.Provider}/{request.Model.Model}",
            Prompt = request.Prepared.Label,
        };
        decimal? cost = models.Cost(request.Model, request.Tokens - request.Prepared.OutputTokensToReserve, request.Prepared.OutputTokensToReserve);

        if (await call.Run.BeginCallAsync(attempt, request.Tokens, cost) is { } refusal)
        {
            return new ModelReply.Refused("budget_exceeded", refusal);
        }

        using Activity? activity = Start(call, request, models.CapturesContent);
        string? errorCode = "interrupted";
        ExecutionUsage usage = new(null, null, null, 1);

        try
        {
            ChatResponse response = await SendAsync(call, models, request, cancellationToken);
            usage = Usage(models, request, response.Usage);
            errorCode = null;
            Finish(activity, request, response, models.CapturesContent);
            return new ModelReply.Answered(response);
        }
        catch (ModelRequiredException exception)
        {
            errorCode = "model_required";
            return new ModelReply.Refused(errorCode, exception.Message);
        }
        catch (ModelCallException exception) when (exception.Failure == ModelCallFailure.Refused)
        {
            errorCode = ModelFailures.ToOutcome(exception).Code;
            return new ModelReply.Refused(errorCode, exception.Message);
        }
        catch (ModelCallException exception)
        {
            errorCode = ModelFailures.ToOutcome(exception).Code;
            throw;
        }
        finally
        {
            ExecutionTelemetry.Fail(activity, errorCode);
            RecordDuration(request.Model, call.Time.GetUtcNow() - attempt.StartedAt, errorCode);
            call.Ledger.End(attempt with { CompletedAt = call.Time.GetUtcNow(), Usage = usage, ErrorCode = errorCode }, call.Run.Execution.Budget is null ? 0 : request.Tokens);
        }
    }

    /// <summary>Streams where somebody watches and a model writes, so that tokens are seen as they come.</summary>
    private static async Task<ChatResponse> SendAsync(StageCall call, ModelCalls models, ModelRequest request, CancellationToken cancellationToken)
    {
        IChatClient client = models.GetClient(request.Model);
        ExecutionSignals signals = call.Run.Parts.Signals;

        if (!request.Model.CanGenerate || !await signals.HasTransientListenersAsync(call.ExecutionId, cancellationToken))
        {
            return await client.GetResponseAsync(request.Messages, request.Options, cancellationToken);
        }

        var updates = new List<ChatResponseUpdate>();
        long length = 0;
        string stage = EventJson.StageName(call.StagePath, call.ItemKey);

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(request.Messages, request.Options, cancellationToken))
        {
            updates.Add(update);
            length += update.Text.Length;

            if (length > models.LongestAnswer)
            {
                // Too long to be used, however it goes on.
                break;
            }

            if (update.Text.Length > 0)
            {
                signals.PublishTransient(call.ExecutionId, new ExecutionEvent(0, ExecutionEvents.StageDelta, stage, JsonSerializer.SerializeToElement(new { text = update.Text })));
            }
        }

        return updates.ToChatResponse();
    }

    private static ExecutionUsage Usage(ModelCalls models, ModelRequest request, UsageDetails? usage)
    {
        long? input = usage?.InputTokenCount;
        long? output = usage?.OutputTokenCount;

        RecordTokens(request.Model, "input", input);
        RecordTokens(request.Model, "output", output);
        return new ExecutionUsage(input, output, models.Cost(request.Model, input, output), 1);
    }

    private static void RecordDuration(ResolvedModel model, TimeSpan elapsed, string? errorCode)
    {
        if (ExecutionTelemetry.CallDuration.Enabled)
        {
            ExecutionTelemetry.CallDuration.Record(elapsed.TotalSeconds, [.. ModelTags(model), new(ExecutionTelemetry.ErrorType, errorCode)]);
        }
    }

    private static void RecordTokens(ResolvedModel model, string type, long? tokens)
    {
        if (tokens is { } counted && ExecutionTelemetry.Tokens.Enabled)
        {
            ExecutionTelemetry.Tokens.Record(counted, [.. ModelTags(model), new(ExecutionTelemetry.GenAiTokenType, type)]);
        }
    }

    private static KeyValuePair<string, object?>[] ModelTags(ResolvedModel model) =>
    [
        new(ExecutionTelemetry.GenAiOperation, "chat"),
        new(ExecutionTelemetry.GenAiProvider, model.Provider),
        new(ExecutionTelemetry.GenAiRequestModel, model.Model),
    ];

    private static Activity? Start(StageCall call, ModelRequest request, bool capturesContent)
    {
        if (!ExecutionTelemetry.Source.HasListeners())
        {
            return null;
        }

        call.Span?.SetTag(ExecutionTelemetry.Prompt, request.Prompt.Key.ToString());
        call.Span?.SetTag(ExecutionTelemetry.PromptVersion, request.Prompt.Number);
        Activity? activity = ExecutionTelemetry.Source.StartActivity($"chat {request.Model.Model}", ActivityKind.Client);

        if (activity is not null)
        {
            activity.SetTag(ExecutionTelemetry.Stage, call.StagePath);
            activity.SetTag(ExecutionTelemetry.Attempt, call.Attempt);
            activity.SetTag(ExecutionTelemetry.GenAiOperation, "chat");
            activity.SetTag(ExecutionTelemetry.GenAiProvider, request.Model.Provider);
            activity.SetTag(ExecutionTelemetry.GenAiRequestModel, request.Model.Model);
            activity.SetTag(ExecutionTelemetry.GenAiRequestTemperature, request.Options.Temperature);
            activity.SetTag(ExecutionTelemetry.GenAiRequestMaxTokens, request.Options.MaxOutputTokens);
            activity.SetTag(ExecutionTelemetry.GenAiPromptName, request.Prompt.Key.ToString());
            activity.SetTag(ExecutionTelemetry.GenAiPromptVersion, request.Prompt.Number);

            if (capturesContent)
            {
                activity.SetTag(ExecutionTelemetry.GenAiInputMessages, GenAiMessages.Of(request.Messages));
            }
        }

        return activity;
    }

    private static void Finish(Activity? activity, ModelRequest request, ChatResponse response, bool capturesContent)
    {
        if (activity is not null)
        {
            activity.SetTag(ExecutionTelemetry.GenAiResponseId, response.ResponseId);
            activity.SetTag(ExecutionTelemetry.GenAiResponseModel, response.ModelId ?? request.Model.Model);
            activity.SetTag(ExecutionTelemetry.GenAiInputTokens, response.Usage?.InputTokenCount);
            activity.SetTag(ExecutionTelemetry.GenAiOutputTokens, response.Usage?.OutputTokenCount);
            activity.SetTag(ExecutionTelemetry.GenAiFinishReasons, response.FinishReason is { } reason ? new[] { reason.Value } : null);

            if (capturesContent)
            {
                activity.SetTag(ExecutionTelemetry.GenAiOutputMessages, GenAiMessages.Of(response));
            }
        }
    }
}
