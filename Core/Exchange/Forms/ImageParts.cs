using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>Images that a message names, as parts of it: <c>![what](address)</c>, and a variable that is declared as one.</summary>
internal static partial class ImageParts
{
    /// <summary>The message as it is where it has none.</summary>
    public static PromptMessage Split(string role, string template, PromptDraft draft, int? line)
    {
        var parts = ImmutableArray.CreateBuilder<MessagePart>();
        int from = 0;
        foreach (Match image in Image().Matches(template))
        {
            string address = image.Groups["address"].Value;
            string? variable = image.Groups["variable"].Success ? image.Groups["variable"].Value : null;
            if (variable is not null && KindOf(draft, variable) is null)
            {
                continue;
            }

            if (variable is null && !IsAddress(address))
            {
                draft.Findings.Remark("", $"the image {address} is a file of its own and stays text", line);
                continue;
            }

            AddText(parts, template[from..image.Index]);
            parts.Add(variable is null
                ? new MessagePart("image", address)
                : new MessagePart(KindOf(draft, variable)!, $"{{{{{variable}}}}}"));
            from = image.Index + image.Length;
        }

        if (parts.Count == 0)
        {
            return new PromptMessage.Text(role, template);
        }

        AddText(parts, template[from..]);
        return new PromptMessage.Multipart(role, parts.ToImmutable());
    }

    private static void AddText(ImmutableArray<MessagePart>.Builder parts, string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            parts.Add(new MessagePart("text", text.Trim()));
        }
    }

    private static bool IsAddress(string address) =>
        address.StartsWith("{{", StringComparison.Ordinal) || address.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The part that a variable of this kind is; null for one of text.</summary>
    private static string? KindOf(PromptDraft draft, string variable) =>
        draft.Variables.KindOf(variable) switch
        {
            "image" => "image",
            "file" or "audio" => "file",
            _ => null,
        };

    [GeneratedRegex(
        @"!\[[^\]\n]{0,200}\]\((?<address>\{\{[^{}\n]{1,200}\}\}|[^()\s]{1,2000})\)|(?m:^[ \t]*\{\{(?<variable>\w+)\}\}[ \t]*$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Image();
}
