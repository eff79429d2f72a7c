using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Catalog.Includes;

/// <summary>What prompts include: the tags <c>{{&gt; namespace/name}}</c> of their templates.</summary>
internal static class PromptIncludes
{
    private static readonly ConditionalWeakTable<EntryVersion, Keys> Known = [];

    /// <summary>The entries that a version names itself, each once, in the order of its text; mostly none.</summary>
    public static ImmutableArray<EntryKey> Of(EntryVersion version) =>
        version.Kind == EntryKind.Prompt ? Known.GetValue(version, static one => new Keys(Read(one))).Included : [];

    /// <summary>The tags of one template, in their order; none of a text that is no template.</summary>
    public static IEnumerable<TemplateNode.Include> In(string text)
    {
        // Most texts have no such sign, and parsing is the dearer question.
        bool mayInclude = text.Contains("{{", StringComparison.Ordinal) && text.Contains('>', StringComparison.Ordinal);
        return mayInclude && Template.Parse(text, TemplateLimits.Most, out _) is { } template ? In(template.Nodes) : [];
    }

    private static IEnumerable<TemplateNode.Include> In(ImmutableArray<TemplateNode> nodes) => nodes.SelectMany(node => node switch
    {
        TemplateNode.Include include => [include],
        TemplateNode.Block block => In(block.Body).Concat(In(block.Else)),
        _ => [],
    });

    private static ImmutableArray<EntryKey> Read(EntryVersion version) =>
        PromptBody.TryRead(version.Body, out PromptBody? body, out _)
            ? [.. body.Messages.SelectMany(TextsOf).SelectMany(In).Select(include => include.Key).Distinct()]
            : [];

    private static IEnumerable<string> TextsOf(PromptMessage message) => message switch
    {
        PromptMessage.Text text => [text.Content],
        PromptMessage.Multipart multipart => multipart.Parts.Select(part => part.Content),
        _ => [],
    };

    private sealed record Keys(ImmutableArray<EntryKey> Included);
}
