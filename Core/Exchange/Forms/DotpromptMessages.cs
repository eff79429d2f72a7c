using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Syntax;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>The template of a Dotprompt file as messages: <c>{{role}}</c> begins one, <c>{{history}}</c> stands for others.</summary>
internal static partial class DotpromptMessages
{
    private const string History = "history";

    /// <param name="pathOf">The path of a partial by its name.</param>
    /// <param name="isPartial">It is included in others and has no roles of its own.</param>
    public static void Read(PromptDraft draft, SourceText source, Func<string, string> pathOf, bool isPartial)
    {
        var messages = ImmutableArray.CreateBuilder<PromptMessage>();
        string role = "user";
        int from = 0;
        foreach (Match tag in Boundary().Matches(source.Text))
        {
            Add(from, tag.Index);
            from = tag.Index + tag.Length;
            if (tag.Groups["history"].Success)
            {
                draft.Variables.Remove(History);
                messages.Add(new PromptMessage.Placeholder(History));
                role = "user";
            }
            else
            {
                role = tag.Groups["role"] is { Success: true, Value: var named } ? RoleOf(named) : "user";
            }
        }

        Add(from, source.Text.Length);
        draft.Messages = messages.ToImmutable();
        if (messages.Count == 0)
        {
            draft.Findings.Refuse("", "There is no text.", source.FirstLine);
        }
        else if (isPartial && messages is not [PromptMessage.Text { Role: "user" }])
        {
            draft.Findings.Refuse("", "A partial is one text; roles stand in the prompt that includes it.", source.FirstLine);
        }

        void Add(int start, int end)
        {
            string text = source.Text[start..end];
            int lead = text.Length - text.TrimStart().Length;
            if (lead == text.Length)
            {
                return;
            }

            int line = source.Text.AsSpan(0, start + lead).Count('\n');
            messages.Add(ReadMessage(draft, new SourceText(text.Trim(), "", source.FirstLine + line), role, pathOf));
        }
    }

    private static PromptMessage ReadMessage(PromptDraft draft, SourceText source, string role, Func<string, string> pathOf)
    {
        string template = Special().Replace(source.Text, tag =>
        {
            if (tag.Groups["partial"] is { Success: true, Value: var partial })
            {
                if (PathKeys.TryParse(pathOf(partial), out EntryKey key) && tag.Groups["rest"].Value.Trim().Length == 0)
                {
                    return $"{{{{> {key}}}}}";
                }

                source.Refuse(
                    draft.Findings, tag.Index, "A prompt that is included takes no arguments: its variables are those of the includer.");
            }
            else if (tag.Groups["json"] is { Success: true, Value: var value })
            {
                source.Remark(draft.Findings, tag.Index, $"{{{{{value}}}}} is written as compact JSON");
                return $"{{{{{value}}}}}";
            }
            else if (tag.Groups["equals"].Success)
            {
                return $"{{{{#{(tag.Groups["equals"].Value == "ifEquals" ? "if" : "unless")} (eq {tag.Groups["rest"].Value.Trim()})}}}}";
            }
            else if (tag.Groups["end"].Success)
            {
                return tag.Groups["end"].Value == "ifEquals" ? "{{/if}}" : "{{/unless}}";
            }
            else if (tag.Groups["section"].Success)
            {
                source.Refuse(
                    draft.Findings, tag.Index, "A section is filled by the program that runs it; here a placeholder or a variable is.");
            }

            return tag.Value;
        });
        return SplitMedia(draft, source, role, template);
    }

    private static PromptMessage SplitMedia(PromptDraft draft, SourceText source, string role, string template)
    {
        var parts = ImmutableArray.CreateBuilder<MessagePart>();
        int from = 0;
        foreach (Match media in Media().Matches(template))
        {
            AddText(template[from..media.Index]);
            from = media.Index + media.Length;
            string url = media.Groups["url"].Value;
            bool isText = url[0] is '"' or '\'';
            string? type = media.Groups["type"] is { Success: true, Value: var given } ? given.Trim('"', '\'') : null;
            parts.Add(new MessagePart(
                type?.StartsWith("image/", StringComparison.Ordinal) ?? true ? "image" : "file",
                isText ? url.Trim('"', '\'') : $"{{{{{url}}}}}", type));
        }

        if (parts.Count == 0)
        {
            return new PromptMessage.Text(role, template);
        }

        AddText(template[from..]);
        if (template.Contains("{{#each", StringComparison.Ordinal)
            && parts.Any(part => part.Content.Contains("this", StringComparison.Ordinal)))
        {
            source.Refuse(draft.Findings, 0, "Media within a loop has no counterpart: a message has as many parts as are written.");
        }

        return new PromptMessage.Multipart(role, parts.ToImmutable());

        void AddText(string text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                parts.Add(new MessagePart("text", text.Trim()));
            }
        }
    }

    private static string RoleOf(string role) => role == "model" ? "assistant" : role;

    [GeneratedRegex(
        """\{\{~?\s*\#?role\s+["'](?<role>\w+)["']\s*~?\}\}|\{\{~?\s*(?<history>history)\s*~?\}\}|\{\{~?\s*/role\s*~?\}\}""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Boundary();

    [GeneratedRegex(
        """\{\{>\s*(?<partial>(?>[\w.-]+))(?<rest>[^{}]*)\}\}"""
        + """|\{\{\s*json\s+(?<json>[\w.@/]+)(?:\s+indent=\d+)?\s*\}\}"""
        + """|\{\{\#(?<equals>ifEquals|unlessEquals)\s(?<rest>[^{}]*)\}\}"""
        + """|\{\{/(?<end>ifEquals|unlessEquals)\}\}|\{\{\s*(?<section>section)\s[^{}]*\}\}""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Special();

    [GeneratedRegex(
        """\{\{\s*media\s+url=(?<url>"[^"{}]*"|'[^'{}]*'|[\w.@/]+)"""
        + """(?:\s+(?:contentType|mime|mimeType)=(?<type>"[^"{}]*"|'[^'{}]*'))?\s*\}\}""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Media();
}
