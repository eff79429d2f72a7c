using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Catalog.Prompts;

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

    /// <summary>Without recursion: one <c>else if</c> after another stands within the one before, however many there are.</summary>
    private static IEnumerable<TemplateNode.Include> In(ImmutableArray<TemplateNode> nodes)
    {
        var open = new Stack<(ImmutableArray<TemplateNode> Nodes, int Next)>([(nodes, 0)]);
        while (open.TryPop(out (ImmutableArray<TemplateNode> Nodes, int Next) level))
        {
            if (level.Next == level.Nodes.Length)
            {
                continue;
            }

            open.Push((level.Nodes, level.Next + 1));
            switch (level.Nodes[level.Next])
            {
                case TemplateNode.Include include:
                    yield return include;
                    break;
                case TemplateNode.Block block:
                    open.Push((block.Else, 0));
                    open.Push((block.Body, 0));
                    break;
            }
        }
    }

    private static ImmutableArray<EntryKey> Read(EntryVersion version) =>
        PromptBody.TryRead(version.Content.Read(), out PromptBody? body, out _)
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
