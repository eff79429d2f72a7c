using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Exchange.Syntax;

/// <summary>Messages below the lines of their roles.</summary>
internal static partial class PromptyTextMessages
{
    public static void Write(StringBuilder text, ImmutableArray<PromptMessage> messages, Findings findings)
    {
        foreach ((int index, PromptMessage message) in messages.Index())
        {
            string field = $"messages[{index}]";
            text.Append(index == 0 ? "" : "\n");
            switch (message)
            {
                case PromptMessage.Placeholder placeholder:
                    text.Append("{{").Append(placeholder.Name).Append("}}\n");
                    break;
                case PromptMessage.Text one:
                    text.Append(one.Role).Append(":\n").Append(Content(one.Content, field, findings)).Append('\n');
                    break;
                case PromptMessage.Multipart multipart:
                    text.Append(multipart.Role).Append(":\n");
                    foreach (MessagePart part in multipart.Parts)
                    {
                        text.Append(Part(part, field, findings)).Append('\n');
                    }

                    break;
            }
        }
    }

    private static string Part(MessagePart part, string field, Findings findings)
    {
        switch (part.Type)
        {
            case "text":
                return Content(part.Content, field, findings);
            case "image":
                string address = JinjaWriter.Write(part.Content, field, findings)
                    .Replace("{{ ", "{{", StringComparison.Ordinal)
                    .Replace(" }}", "}}", StringComparison.Ordinal);
                return $"![image]({address})";
            default:
                findings.Refuse(field, "A file has no place in a Prompty message.");
                return "";
        }
    }

    private static string Content(string template, string field, Findings findings)
    {
        string content = JinjaWriter.Write(template, field, findings);
        if (Role().IsMatch(content))
        {
            findings.Refuse(field, "A line of its text would be read as a role.");
        }

        if (content != content.Trim())
        {
            findings.Remark(field, "white space around its text is lost to other readers");
        }

        return content;
    }

    [GeneratedRegex(
        @"^[^\S\n]*(?:\#[^\S\n]*)?(?:system|user|assistant|developer|tool|function)[^\S\n]*(?:\[[^\]\n]*\][^\S\n]*)?:[^\S\n]*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Role();
}
