using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Syntax;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>The messages of a Prompty file: a line with a role and a colon begins one.</summary>
internal static partial class PromptyMessages
{
    private const string Mark = "placeholder";

    public static void Read(PromptDraft draft, SourceText source, bool isTemplatePlain)
    {
        var messages = ImmutableArray.CreateBuilder<PromptMessage>();
        // A loop that writes a role and a content for each of its items is the messages themselves.
        string text = Conversation().Replace(
            source.Text,
            loop => $"{Mark}: {loop.Groups["list"].Value}\n{new string('\n', loop.Value.Count(letter => letter == '\n') - 1)}");
        string[] lines = text.Split('\n');
        string role = "system";
        bool isNamed = false;
        int from = 0;
        for (int at = 0; at <= lines.Length; at++)
        {
            Match marker = at < lines.Length ? Marker().Match(lines[at]) : Match.Empty;
            Match history = at < lines.Length && !marker.Success ? History().Match(lines[at]) : Match.Empty;
            bool isHistory = history.Success
                && (history.Groups["mark"].Success || draft.Variables.KindOf(history.Groups["name"].Value) == "thread");
            if (at < lines.Length && !marker.Success && !isHistory)
            {
                continue;
            }

            Add(draft, messages, role, isNamed, lines, from, at, source, isTemplatePlain);
            from = at + 1;
            if (isHistory)
            {
                draft.Variables.Remove(history.Groups["name"].Value);
                messages.Add(new PromptMessage.Placeholder(history.Groups["name"].Value));
                isNamed = false;
            }
            else if (marker.Success)
            {
                isNamed = true;
                role = RoleOf(draft, marker, source.FirstLine + at);
            }
        }

        if (messages.Count == 0 && !draft.Findings.HasErrors)
        {
            draft.Findings.Refuse("", "There is no text.", source.FirstLine);
        }

        draft.Messages = messages.ToImmutable();
    }

    private static void Add(
        PromptDraft draft, ImmutableArray<PromptMessage>.Builder messages, string role, bool isNamed, string[] lines, int from, int to,
        SourceText source, bool isTemplatePlain)
    {
        int first = Array.FindIndex(lines, from, to - from, line => !string.IsNullOrWhiteSpace(line));
        if (first < 0)
        {
            return;
        }

        string content = string.Join('\n', lines[first..to]).TrimEnd();
        var part = new SourceText(content, "", source.FirstLine + first);
        if (!isNamed && messages.Count == 0)
        {
            draft.Findings.Remark("", "the text before any role is a system message", part.FirstLine);
        }

        string template = isTemplatePlain ? content : JinjaTemplate.Read(part, draft.Findings);
        messages.Add(ImageParts.Split(role, template, draft, part.FirstLine));
    }

    private static string RoleOf(PromptDraft draft, Match marker, int? line)
    {
        if (marker.Groups["attributes"].Success)
        {
            draft.Findings.Remark("", $"{marker.Groups["attributes"].Value} of a message is left out", line);
        }

        string role = marker.Groups["role"].Value.ToLowerInvariant();
        if (role == "developer")
        {
            draft.Findings.Remark("", "developer: system", line);
        }

        return role switch
        {
            "developer" => "system",
            "function" => "tool",
            _ => role,
        };
    }

    [GeneratedRegex(
        @"\A\s*(?:#\s*)?(?<role>system|user|assistant|developer|tool|function)\s*(?:(?<attributes>\[[^\]]*\])\s*)?:\s*\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Marker();

    [GeneratedRegex(@"\A\s*(?:(?<mark>placeholder): (?<name>\w+)|\{\{\s*(?<name>\w+)\s*\}\})\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex History();

    [GeneratedRegex(
        @"\{%-?\s*for\s+(?<item>\w+)\s+in\s+(?<list>\w+)\s*-?%\}\s*"
        + @"(?:\#\s*)?\{\{\s*\k<item>\.role\s*\}\}\s*:\s*\{\{\s*\k<item>\.content\s*\}\}\s*\{%-?\s*endfor\s*-?%\}",
        RegexOptions.CultureInvariant)]
    private static partial Regex Conversation();
}
