using System.Text.RegularExpressions;

using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Exchange.Syntax;

/// <summary>Semantic Kernel's own templates: <c>{{$name}}</c>, <c>{{"text"}}</c>. A call of a function has no counterpart.</summary>
internal static partial class KernelTemplate
{
    /// <param name="declared">Names as they are declared: Semantic Kernel does not tell upper from lower case.</param>
    public static string Read(SourceText source, IReadOnlyCollection<string> declared, Findings findings)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in declared)
        {
            names.TryAdd(name, name);
        }

        var template = new TemplateWriter();
        int from = 0;
        foreach (Match tag in Tag().Matches(source.Text))
        {
            WriteText(source.Text.AsSpan(from, tag.Index - from), from);
            from = tag.Index + tag.Length;
            if (tag.Groups["name"] is { Success: true, Value: var name })
            {
                names.TryAdd(name, name);
                template.Tag(names[name]);
            }
            else if (tag.Groups["text"].Success)
            {
                template.Text(tag.Groups["text"].Value);
            }
            else
            {
                source.Refuse(
                    findings, tag.Index,
                    $"{{{{{Shorten(tag.Groups["other"].Value)}}}}} calls a function; a prompt has variables, "
                    + "and what calls for more is a workflow.");
            }
        }

        WriteText(source.Text.AsSpan(from), from);
        return template.ToString();

        void WriteText(ReadOnlySpan<char> text, int at)
        {
            if (text.IndexOf("{{") is var open and >= 0)
            {
                source.Refuse(findings, at + open, "A tag is opened and not closed.");
            }

            template.Text(text);
        }
    }

    /// <summary>For a message of one line.</summary>
    internal static string Shorten(string text)
    {
        string line = text.Trim().ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : $"{StorableText.Beginning(line, 60).Trim()}...";
    }

    [GeneratedRegex(
        """\{\{(?>\s*)(?:\$(?<name>[A-Za-z0-9_]+)\s*|"(?<text>[^"]{0,1000})"\s*|'(?<text>[^']{0,1000})'\s*|(?<other>[^{}]*))\}\}""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
