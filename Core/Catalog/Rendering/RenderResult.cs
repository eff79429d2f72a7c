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
    /// <summary>Images and files that go with the text, as references; mostly empty.</summary>
    public ImmutableArray<MessagePart> Attachments { get; init; } = [];
}
