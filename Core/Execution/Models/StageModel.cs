using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Answers;
using PromptIntel.Core.Workflows;
using PromptIntel.Extraction;

namespace PromptIntel.Core.Execution.Models;

/// <summary>The models as one attempt of a stage may ask them.</summary>
/// <param name="tools">Runs what they call.</param>
internal sealed class StageModel(StageContext stage, IStageJournal journal, ModelCalls models, IStageRunner tools) : IStageModel
{
    private const int MostErrorsShown = 20;

    /// <summary>How often each question was asked in this attempt, of those that may call tools.</summary>
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);

    public bool CanGenerate(EntryVersion prompt) =>
        models.Check(prompt).IsEmpty && (models.Resolve(stage.Pinned, models.Prepare(prompt).Body.Model)?.CanGenerate ?? false);

    public Task<ModelAnswer> AskAsync(EntryVersion prompt, JsonElement variables, CancellationToken cancellationToken) =>
        AskAsync(prompt, null, variables, cancellationToken);

    public Task<ModelAnswer> AskForAsync(
        EntryVersion prompt, WantedAnswer wanted, JsonElement variables, CancellationToken cancellationToken) =>
        AskAsync(prompt, wanted, variables, cancellationToken);

    private async Task<ModelAnswer> AskAsync(
        EntryVersion prompt, WantedAnswer? wanted, JsonElement variables, CancellationToken cancellationToken)
    {
        if (models.Check(prompt) is { IsEmpty: false } problems)
        {
            return Refuse(ErrorCodes.UnusableVersion, $"{prompt.Key}@{prompt.Number} cannot be used: {string.Join("; ", problems)}");
        }

        PreparedPrompt prepared = models.Prepare(prompt);

        if (models.Resolve(stage.Pinned, prepared.Body.Model) is not { } model)
        {
            return Refuse(ErrorCodes.ModelRequired, $"No model stands behind '{prepared.Body.Model ?? "default"}'.");
        }

        JsonElement? schema = wanted?.Schema ?? prepared.OutputSchema(stage.Pinned);
        ImmutableArray<PlannedTool> offered = [.. prepared.Tools.Select(stage.Pinned.Tools.GetValueOrDefault).OfType<PlannedTool>()];

        if (schema is null && !model.CanGenerate)
        {
            return Refuse(ErrorCodes.ModelRequired, $"{prepared.Label} asks for text, which needs a language model.");
        }

        if (!offered.IsEmpty && !model.CanGenerate)
        {
            return Refuse(ErrorCodes.ModelRequired, $"{prepared.Label} may call tools, which needs a language model.");
        }

        RenderResult result = models.Render(prompt, variables, cancellationToken);

        if (result is not RenderResult.Rendered rendered)
        {
            return Refuse(result is RenderResult.LimitReached ? ErrorCodes.RenderLimit : ErrorCodes.TemplateError, RenderErrors(result));
        }

        if (ChatMessages.Of(rendered.Messages, out List<ChatMessage> messages) is { } unsupported)
        {
            return Refuse(ErrorCodes.UnsupportedMessage, unsupported);
        }

        var request = new ModelRequest(
            prompt,
            prepared,
            model,
            prepared.ToOptions(model, schema, variables, wanted?.Extraction),
            messages,
            rendered.TokenEstimate + prepared.OutputTokensToReserve)
        {
            Tools = offered,
        };

        if (prepared.Body.FallbackModel is { } name
            && models.Resolve(stage.Pinned, name) is { } other
            && other.CanGenerate == model.CanGenerate)
        {
            ChatOptions options = prepared.ToOptions(other, schema, variables, wanted?.Extraction);
            request = request with { Fallback = request with { Model = other, Options = options } };
        }

        ToolConversation? conversation = offered.IsEmpty ? null : Converse(request, variables);
        return conversation is not null && await conversation.ResumeAsync(cancellationToken) is { } failed
            ? failed
            : await AskAsync(request, schema, conversation, cancellationToken);
    }

    private ToolConversation Converse(ModelRequest request, JsonElement variables)
    {
        request.Options.Tools = [.. request.Tools.Select(models.FunctionOf)];
        request.Fallback?.Options.Tools = request.Options.Tools;
        string id = ToolConversation.IdOf(stage, request.Prepared.Label, variables, 0);
        int number = _asked.AddOrUpdate(id, 0, static (_, before) => before + 1);
        string own = number == 0 ? id : ToolConversation.IdOf(stage, request.Prepared.Label, variables, number);
        return new ToolConversation(stage, journal, models, tools, request, own);
    }

    private async Task<ModelAnswer> AskAsync(
        ModelRequest request, JsonElement? schema, ToolConversation? conversation, CancellationToken cancellationToken)
    {
        bool isRepair = false;

        while (true)
        {
            ModelReply? reply = await TryAskAsync(request, conversation, cancellationToken);

            if (reply is null)
            {
                request = request.Fallback!;
                reply = await SendAsync(request, conversation, cancellationToken);
            }

            if (reply is ModelReply.Refused refused)
            {
                return Refuse(refused.Code, refused.Detail);
            }

            ChatResponse response = ((ModelReply.Answered)reply).Response;
            Answer answer = Answer.Read(response, wantsJson: schema is not null, hasTools: conversation is not null && !isRepair);

            if (answer is Answer.ToolCalls asked)
            {
                if (await conversation!.CallAsync(asked, cancellationToken) is { } failed)
                {
                    return failed;
                }

                continue;
            }

            if (answer is Answer.Unfinished unfinished)
            {
                return ToRefusal(unfinished);
            }

            string text = ((Answer.Finished)answer).Text;

            // Neither kept nor sent back to be mended.
            if (models.FaultOf(text) is { } fault)
            {
                return new ModelAnswer.Refused(ErrorCodes.InvalidOutput, $"The answer {fault}.", FailureKind.InvalidOutput);
            }

            if (schema is not { } rules)
            {
                return new ModelAnswer.Answered(JsonSerializer.SerializeToElement(text), []);
            }

            ImmutableArray<string> errors = AnswerJson.Read(text, rules, models.Schemas, out JsonElement value);

            if (errors.IsEmpty)
            {
                return new ModelAnswer.Answered(value, Spans(response)) { Unread = Unread(response) };
            }

            // A reader gives the same answer again; only a model can be asked to mend it.
            if (isRepair || !request.Model.CanGenerate)
            {
                return new ModelAnswer.Refused(ErrorCodes.InvalidOutput, string.Join("; ", errors.Take(5)), FailureKind.InvalidOutput);
            }

            isRepair = true;
            // All that tools can give is there.
            request.Options.ToolMode = conversation is null ? null : ChatToolMode.None;
            request.Fallback?.Options.ToolMode = request.Options.ToolMode;
            request.Messages.Add(new ChatMessage(ChatRole.Assistant, text));
            request.Messages.Add(
                new ChatMessage(
                    ChatRole.User,
                    $"The answer does not satisfy the JSON Schema:\n- {string.Join("\n- ", errors.Take(MostErrorsShown))}\n"
                        + "Give the whole corrected JSON and nothing else."));
        }
    }

    /// <summary>Null where the model could not be reached, or did not answer, and there is another to ask.</summary>
    private async Task<ModelReply?> TryAskAsync(
        ModelRequest request, ToolConversation? conversation, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(request, conversation, cancellationToken);
        }
        catch (ModelCallException exception) when (request.Fallback is not null
            && exception.Failure is ModelCallFailure.Transport or ModelCallFailure.Timeout or ModelCallFailure.RateLimited
                or ModelCallFailure.StreamBroken)
        {
            return null;
        }
    }

    private Task<ModelReply> SendAsync(ModelRequest request, ToolConversation? conversation, CancellationToken cancellationToken) =>
        ModelCall.AskAsync(
            stage, journal, models, request with { Tokens = request.Tokens + (conversation?.Tokens ?? 0) }, cancellationToken);

    private static ModelAnswer.Refused ToRefusal(Answer.Unfinished unfinished) => unfinished.Reason switch
    {
        UnfinishedReason.Truncated => Refuse(ErrorCodes.AnswerTruncated, unfinished.Detail),
        UnfinishedReason.Filtered => Refuse(ErrorCodes.AnswerFiltered, unfinished.Detail),
        UnfinishedReason.Refused => Refuse(ErrorCodes.AnswerRefused, unfinished.Detail),
        UnfinishedReason.Interrupted => new(ErrorCodes.StreamBroken, unfinished.Detail, FailureKind.Transport),
        _ => new(ErrorCodes.AnswerEmpty, unfinished.Detail, FailureKind.InvalidOutput),
    };

    private static ImmutableArray<SourceSpan> Spans(ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(ModelProperties.ExtractedSpans, out object? found) == true
            && found is ImmutableArray<ExtractedSpan> spans
            ? [.. spans.Select(span => new SourceSpan(span.Field, span.Start, span.Length, span.Text))]
            : [];

    private static ImmutableArray<UnreadSource> Unread(ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(ModelProperties.UnreadSpans, out object? found) == true
            && found is ImmutableArray<UnreadSpan> spans
            ? [.. spans.Select(span => new UnreadSource(span.Field, span.Start, span.Length, span.Text, span.Reason))]
            : [];

    private static string RenderErrors(RenderResult result) => result switch
    {
        RenderResult.Refused refused => string.Join("; ", refused.Errors),
        RenderResult.LimitReached limit => string.Join("; ", limit.Errors),
        _ => "",
    };

    private static ModelAnswer.Refused Refuse(string code, string detail) => new(code, detail, FailureKind.Permanent);
}

/// <summary>One question to a model, and the conversation around it.</summary>
/// <param name="Tokens">Estimate of what the call uses, for the budget.</param>
internal sealed record ModelRequest(
    EntryVersion Prompt, PreparedPrompt Prepared, ResolvedModel Model, ChatOptions Options, List<ChatMessage> Messages, long Tokens)
{
    /// <summary>What the model may call; empty for nothing.</summary>
    public ImmutableArray<PlannedTool> Tools { get; init; } = [];

    /// <summary>The same question to another model; null for none.</summary>
    public ModelRequest? Fallback { get; init; }
}

/// <summary>What one call came to.</summary>
internal abstract record ModelReply
{
    private ModelReply()
    {
    }

    public sealed record Answered(ChatResponse Response) : ModelReply;

    public sealed record Refused(string Code, string Detail) : ModelReply;
}
