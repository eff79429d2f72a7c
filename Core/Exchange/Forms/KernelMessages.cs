using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Syntax;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>
/// The template of Semantic Kernel as messages: its elements <c>message</c> with a role, a loop that writes one of them for each item as
/// those items; one message of the user where there is none.
/// </summary>
internal static partial class KernelMessages
{
    public static void Read(PromptDraft draft, SourceText source, string format)
    {
        if (!Part().IsMatch(source.Text))
        {
            string template = Convert(draft, new SourceText(source.Text.Trim('\n'), source.Field, source.FirstLine), format);
            draft.Messages = [new PromptMessage.Text("user", template)];
            return;
        }

        var messages = ImmutableArray.CreateBuilder<PromptMessage>();
        int from = 0;
        foreach (Match part in Part().Matches(source.Text))
        {
            RefuseText(draft, source, from, part.Index);
            from = part.Index + part.Length;
            if (part.Groups["list"] is { Success: true, Value: var list })
            {
                draft.Variables.Remove(list);
                messages.Add(new PromptMessage.Placeholder(list));
            }
            else
            {
                AddMessage(draft, source, part, format, messages);
            }
        }

        RefuseText(draft, source, from, source.Text.Length);
        draft.Messages = messages.ToImmutable();
    }

    private static void AddMessage(
        PromptDraft draft, SourceText source, Match part, string format, ImmutableArray<PromptMessage>.Builder messages)
    {
        string role = part.Groups["role"].Value;
        if (role == "developer")
        {
            source.Remark(draft.Findings, part.Index, "developer: system");
        }

        Group inside = part.Groups["inside"];
        if (inside.Value.Contains("<image", StringComparison.Ordinal) || inside.Value.Contains("<function", StringComparison.Ordinal))
        {
            source.Refuse(draft.Findings, part.Index, "Elements within a message have no counterpart.");
            return;
        }

        string text = Plain().Replace(inside.Value, "${text}");
        int lead = text.Length - text.TrimStart().Length;
        int line = source.Text.AsSpan(0, inside.Index).Count('\n') + text.AsSpan(0, lead).Count('\n');
        var content = new SourceText(
            WebUtility.HtmlDecode(Unindent(text)), source.Field, source.FirstLine is { } first ? first + line : null);
        messages.Add(new PromptMessage.Text(role == "developer" ? "system" : role, Convert(draft, content, format)));
    }

    /// <summary>Of YAML's block texts the elements' insides are often indented as a whole.</summary>
    private static string Unindent(string text)
    {
        string[] lines = text.Trim('\n', ' ').Split('\n');
        int[] depths = [.. lines.Skip(1).Where(line => line.Trim().Length > 0).Select(line => line.Length - line.TrimStart(' ').Length)];
        int depth = depths.Length == 0 ? 0 : depths.Min();
        return string.Join(
            '\n', lines.Select((line, index) => index == 0 ? line : line.Length >= depth ? line[depth..] : line.TrimStart()));
    }

    private static void RefuseText(PromptDraft draft, SourceText source, int from, int to)
    {
        string between = source.Text[from..to];
        if (!string.IsNullOrWhiteSpace(between))
        {
            source.Refuse(
                draft.Findings, from + between.Length - between.TrimStart().Length,
                $"'{KernelTemplate.Shorten(between)}' stands outside of the messages.");
        }
    }

    private static string Convert(PromptDraft draft, SourceText source, string format)
    {
        switch (format)
        {
            case "semantic-kernel":
                return KernelTemplate.Read(source, draft.Variables.Names, draft.Findings);
            case "handlebars":
                return source.Text;
            case "liquid" or "jinja2":
                return JinjaTemplate.Read(source, draft.Findings);
            default:
                draft.Findings.Refuse("template_format", "Must be semantic-kernel, handlebars, liquid or jinja2.");
                return source.Text;
        }
    }

    [GeneratedRegex(
        """
        \{\{\#each\s+(?<list>\w+)\}\}\s*
            <message\s+role="\{\{(?:this\.)?role\}\}"\s*>\s*\{\{(?:this\.)?content\}\}\s*</message>\s*\{\{/each\}\}
        |\{%-?\s*for\s+(?<item>\w+)\s+in\s+(?<list>\w+)\s*-?%\}\s*
            <message\s+role="\{\{\s*\k<item>\.role\s*\}\}"\s*>\s*\{\{\s*\k<item>\.content\s*\}\}\s*</message>\s*
            \{%-?\s*endfor\s*-?%\}
        |<message\s+role="(?<role>[a-z]+)"\s*>(?<inside>[^<]*(?:<(?!/?message)[^<]*)*)</message>
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Part();

    [GeneratedRegex(@"<text>(?<text>[^<]*)</text>", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
