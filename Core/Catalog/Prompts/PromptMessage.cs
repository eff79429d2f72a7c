using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>One message of a prompt.</summary>
public abstract record PromptMessage
{
    private PromptMessage()
    {
    }

    /// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
    /// <param name="Content">A template.</param>
    public sealed record Text(string Role, string Content) : PromptMessage;

    /// <summary>A message of text, images and files.</summary>
    public sealed record Multipart(string Role, ImmutableArray<MessagePart> Parts) : PromptMessage;

    /// <summary>Where earlier messages go: the variable of this name, a list of messages that may be empty.</summary>
    public sealed record Placeholder(string Name) : PromptMessage;
}

/// <param name="Type"><c>text</c>, <c>image</c> or <c>file</c>.</param>
/// <param name="Content">A template: the text, or the reference (a URL) of an image or file.</param>
/// <param name="MediaType">Of an image or file, when known.</param>
public sealed record MessagePart(string Type, string Content, string? MediaType = null);
