using System.Text.RegularExpressions;

namespace PromptIntel.Core.Exchange.Syntax;

/// <summary>Python's format strings as far as they name variables: <c>{name}</c>; two braces are one of the text.</summary>
internal static partial class BraceTemplate
{
    /// <summary>Whether the text has a variable in single braces and no tag in double ones.</summary>
    public static bool IsIn(string text) => Variable().IsMatch(text) && !text.Contains("{{", StringComparison.Ordinal);

    public static string Read(SourceText source, Findings findings)
    {
        var template = new TemplateWriter();
        var names = new List<string>();
        int from = 0;
        foreach (Match part in Part().Matches(source.Text))
        {
            template.Text(source.Text.AsSpan(from, part.Index - from));
            from = part.Index + part.Length;
            if (part.Groups["name"] is { Success: true, Value: var name })
            {
                names.Add(name);
                template.Tag(name);
            }
            else
            {
                template.Text(part.Value.AsSpan(0, 1));
            }
        }

        template.Text(source.Text.AsSpan(from));
        RemarkOthers(source, findings);
        findings.Remark(
            source.Field, $"variables in single braces: {string.Join(", ", names.Distinct(StringComparer.Ordinal))}", source.FirstLine);
        return template.ToString();
    }

    /// <summary>Names what looks like a variable in single braces and stays text, because the tags have two.</summary>
    public static void RemarkKept(SourceText source, Findings findings)
    {
        foreach (Match kept in Variable().Matches(source.Text).Take(10))
        {
            source.Remark(findings, kept.Index, $"{kept.Value} is kept as text: the variables of this file have two braces.");
        }

        RemarkOthers(source, findings);
    }

    /// <summary>Names what other languages take for a variable, with a format, a path or a number, and what is text here.</summary>
    private static void RemarkOthers(SourceText source, Findings findings)
    {
        foreach (Match kept in Other().Matches(source.Text).Take(10))
        {
            source.Remark(findings, kept.Index, $"{kept.Value} is kept as text: a variable is a plain name.");
        }
    }

    [GeneratedRegex(@"(?<![{$\\])\{[A-Za-z_][A-Za-z0-9_]*\}(?!\})", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"\$\{[A-Za-z_][A-Za-z0-9_]*\}|(?<![{$\\\w\])])\{"
            + @"(?:[A-Za-z_][A-Za-z0-9_]*(?:[.\[][A-Za-z0-9_.\[\]]+|![rsa](?::[^{}\s]*)?|:[^{}\s""',]+)|[0-9]+)\}(?!\})",
        RegexOptions.CultureInvariant)]
    private static partial Regex Other();

    [GeneratedRegex(@"\{\{|\}\}|\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
