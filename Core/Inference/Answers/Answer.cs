using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Inference.Answers;

/// <summary>What a model answered. It counts only when it is finished, whether it was streamed or not.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <param name="wantsJson">Whether JSON was asked for; then the arguments of one tool call are an answer too.</param>
    /// <param name="hasTools">Whether tools were offered; then a call is one of them.</param>
    public static Answer Read(ChatResponse response, bool wantsJson, bool hasTools = false)
    {
        FunctionCallContent[] calls = [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
        string text = AnswerText.Of(response.Text);

        if (response.Messages.SelectMany(message => message.Contents).Any(content => content is ErrorContent))
        {
            return new Unfinished(UnfinishedReason.Refused, "The model refused to answer.");
        }

        if (response.FinishReason == AnswerReasons.Interrupted)
        {
            return new Unfinished(UnfinishedReason.Interrupted, "The model's endpoint gave up before the answer was finished.");
        }

        if (response.FinishReason == ChatFinishReason.ContentFilter)
        {
            return new Unfinished(UnfinishedReason.Filtered, "The content filter of the model's endpoint stopped the answer.");
        }

        if (response.FinishReason == ChatFinishReason.Length)
        {
            return new Unfinished(
                UnfinishedReason.Truncated,
                "The answer was cut at the limit of tokens; raise the prompt's max_output_tokens, or ask for less.");
        }

        if (hasTools && calls.Length > 0)
        {
            return new ToolCalls(text, [.. calls]);
        }

        bool isBlank = string.IsNullOrWhiteSpace(text);
        return (isBlank, calls) switch
        {
            (true, [{ } call]) when wantsJson && ArgumentsOf(call) is { } arguments => new Finished(arguments),
            (_, [_, ..]) => new Unfinished(UnfinishedReason.Empty, "The model asked for a tool instead of answering."),
            (true, _) => new Unfinished(UnfinishedReason.Empty, "The model answered nothing."),
            _ => new Finished(text),
        };
    }

    /// <summary>The arguments of a call as JSON; null when they are none.</summary>
    public static string? ArgumentsOf(FunctionCallContent call)
    {
        if (call.Exception is not null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Serialize(call.Arguments);
        }
        catch (InvalidOperationException)
        {
            // A text that is no Unicode.
            return null;
        }
    }

    public sealed record Finished(string Text) : Answer;

    /// <summary>The model asks for what tools give before it answers.</summary>
    /// <param name="Text">What it said beside; mostly empty.</param>
    public sealed record ToolCalls(string Text, ImmutableArray<FunctionCallContent> Calls) : Answer;

    public sealed record Unfinished(UnfinishedReason Reason, string Detail) : Answer;
}

/// <summary>Why what a model answered is no answer.</summary>
internal enum UnfinishedReason
{
    Truncated,
    Filtered,
    Refused,

    /// <summary>The endpoint gave up; it may have time later.</summary>
    Interrupted,

    /// <summary>The same question may be answered another time.</summary>
    Empty,
}
