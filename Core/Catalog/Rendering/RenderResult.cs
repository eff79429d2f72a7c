using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>What rendering a prompt came to. A refusal is decided before anything is called.</summary>
public abstract record RenderResult
{
    private RenderResult()
    {
    }

    /// <param name="Messages">In order, placeholders filled.</param>
    /// <param name="TokenEstimate">A rough count: one token for four characters, and four for each message.</param>
    public sealed record Rendered(ImmutableArray<RenderedMessage> Messages, int TokenEstimate) : RenderResult;

    /// <param name="Errors">One for each missing or mistyped variable, naming it.</param>
    public sealed record Refused(ImmutableArray<EntryError> Errors) : RenderResult;

    /// <summary>The version itself cannot be used, whatever the variables are.</summary>
    /// <param name="Errors">What <see cref="VersionChecks"/> holds against it, by field of its body.</param>
    public sealed record Unusable(ImmutableArray<EntryError> Errors) : RenderResult;

    /// <summary>The render was broken off: it asked for more than a render may.</summary>
    /// <param name="Limit"><c>output</c>, <c>steps</c> or <c>time</c>.</param>
    /// <param name="Errors">The message of the prompt, with line and column.</param>
    public sealed record LimitReached(string Limit, ImmutableArray<EntryError> Errors) : RenderResult;
}

/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Content">The text of the message.</param>
public sealed record RenderedMessage(string Role, string Content)
{
    /// <summary>Text, images and files in their order, where there is more than text; mostly empty.</summary>
    public ImmutableArray<MessagePart> Parts { get; init; } = [];

    /// <summary>The tools that an earlier answer called; mostly empty.</summary>
    public ImmutableArray<RenderedToolCall> ToolCalls { get; init; } = [];

    /// <summary>The call that a tool's message answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Characters of everything in it.</summary>
    internal int Length =>
        (Parts.IsEmpty ? Content.Length : Parts.Sum(part => part.Content.Length)) + ToolCalls.Sum(
            call => call.Name.Length + call.Arguments.Length);

    /// <summary>The text of parts, and the parts themselves where some are not text.</summary>
    internal static (string Text, ImmutableArray<MessagePart> Parts) Split(ImmutableArray<MessagePart> parts) =>
        (string.Concat(
            parts.Where(part => part.Type == "text").Select(part => part.Content)), parts.All(part => part.Type == "text") ? [] : parts);
}

/// <param name="Arguments">A JSON object as text.</param>
public sealed record RenderedToolCall(string Id, string Name, string Arguments);
