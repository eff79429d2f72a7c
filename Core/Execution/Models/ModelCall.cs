using System.Diagnostics;
using System.Globalization;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Models;

/// <summary>One call to a model: lease and budget checked before, recorded and traced, settled after.</summary>
internal static class ModelCall
{
    /// <exception cref="ModelCallException">The call failed, or its turn under a limit is too far off.</exception>
    /// <exception cref="LeaseLostException">The lease is lost, or may be; the model was not asked.</exception>
    public static async Task<ModelReply> AskAsync(
        StageContext stage, IStageJournal journal, ModelCalls models, ModelRequest request, CancellationToken cancellationToken)
    {
        // Before anything is reserved or recorded; the lease is looked at after the wait.
        await models.Pace.WaitAsync(request.Model, request.Tokens, cancellationToken);
        string model = $"{request.Model.Provider}/{request.Model.Model}";
        int output = request.Prepared.OutputTokensToReserve;
        var estimate = new Reservation(request.Tokens, models.Cost(request.Model, request.Tokens - output, output) ?? 0);

        if (await journal.BeginCallAsync(model, request.Prepared.Label, estimate) is not { } call)
        {
            string detail = $"The call needs about {Amount(estimate)}, more than the budget of the execution leaves.";
            return new ModelReply.Refused(ErrorCodes.BudgetExceeded, detail);
        }

        using Activity? activity = Start(stage, call, request, models.CapturesContent);
        string? errorCode = ErrorCodes.Interrupted;
        ExecutionUsage usage = new(null, null, null, 1);

        try
        {
            ChatResponse response = await SendAsync(stage, journal, models, request, call, cancellationToken);
            usage = Usage(models, request, response.Usage);
            errorCode = null;
            Finish(activity, request, response, models.CapturesContent);
            return new ModelReply.Answered(response);
        }
        catch (ModelRequiredException exception)
        {
            errorCode = ErrorCodes.ModelRequired;
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
            usage = Usage(models, request, exception.Usage);
            throw;
        }
        finally
        {
            ExecutionTelemetry.Fail(activity, errorCode);
            RecordDuration(request.Model, stage.Time.GetUtcNow() - call.StartedAt, errorCode);
            journal.EndCall(call, estimate, usage, errorCode);
        }
    }

    /// <summary>Streams where somebody watches and a model writes the stage's answer, so that tokens are seen as they come.</summary>
    private static async Task<ChatResponse> SendAsync(
        StageContext stage, IStageJournal journal, ModelCalls models, ModelRequest request, StageAttempt call,
        CancellationToken cancellationToken)
    {
        IChatClient client = models.GetClient(request.Model);

        // What a tool's model writes is no part of the answer.
        if (!request.Model.CanGenerate || stage.ToolCall.Length > 0 || !await journal.IsWatchedAsync(cancellationToken))
        {
            return await client.GetResponseAsync(request.Messages, request.Options, cancellationToken);
        }

        var updates = new List<ChatResponseUpdate>();
        long length = 0;
        using var idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, stage.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);

        try
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(
                request.Messages, request.Options, either.Token))
            {
                idle.CancelAfter(models.StreamIdleTimeout);
                updates.Add(update);
                length += update.Text.Length;

                if (length > models.LongestAnswer)
                {
                    // Too long to be used, however it goes on.
                    break;
                }

                if (update.Text.Length > 0)
                {
                    journal.PublishDelta(call, update.Text);
                }
            }
        }
        catch (ModelCallException broken)
        {
            broken.Usage = updates.ToChatResponse().Usage;
            throw;
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ModelCallException(
                ModelCallFailure.Timeout,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"No part of the answer came for {models.StreamIdleTimeout.TotalSeconds:0.#} seconds."))
            {
                Usage = updates.ToChatResponse().Usage,
            };
        }

        return updates.ToChatResponse();
    }

    private static string Amount(Reservation estimate) => estimate.CostUsd == 0
        ? $"{estimate.Tokens} tokens"
        : string.Create(CultureInfo.InvariantCulture, $"{estimate.Tokens} tokens and {estimate.CostUsd:0.######} US dollars");

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
            ExecutionTelemetry.CallDuration.Record(
                elapsed.TotalSeconds, [.. ModelTags(model), new(ExecutionTelemetry.ErrorType, errorCode)]);
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

    private static Activity? Start(StageContext stage, StageAttempt call, ModelRequest request, bool capturesContent)
    {
        if (!ExecutionTelemetry.Source.HasListeners())
        {
            return null;
        }

        stage.Span?.SetTag(ExecutionTelemetry.Prompt, request.Prompt.Key.ToString());
        stage.Span?.SetTag(ExecutionTelemetry.PromptVersion, request.Prompt.Number);
        Activity? activity = ExecutionTelemetry.Source.StartActivity($"chat {request.Model.Model}", ActivityKind.Client);

        if (activity is not null)
        {
            activity.SetTag(ExecutionTelemetry.Stage, call.Path);
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
