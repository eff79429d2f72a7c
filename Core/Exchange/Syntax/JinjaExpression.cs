using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Exchange.Syntax;

/// <summary>Expressions of Jinja as those of a tag of the catalog; null where there is none that means the same.</summary>
internal static partial class JinjaExpression
{
    /// <param name="loops">Those around, the innermost first.</param>
    public static string? Value(string expression, ImmutableArray<Loop> loops)
    {
        Match filtered = Filtered().Match(expression.Trim());
        if (!filtered.Success || Path(filtered.Groups["path"].Value, loops) is not { } path)
        {
            return null;
        }

        string argument = filtered.Groups["argument"].Value;
        return filtered.Groups["filter"].Value switch
        {
            "" or "safe" or "string" => path,
            "default" or "d" when Literal(argument) is { } otherwise => $"default {path} {otherwise}",
            "join" when Literal(argument) is { } separator => $"join {path} {separator}",
            "length" or "count" when argument.Length == 0 => $"{path}.length",
            _ => null,
        };
    }

    /// <summary>The text between quotes that an expression is; null for any other.</summary>
    public static string? Text(string expression) =>
        expression.Trim() is { Length: > 1 } text && text[0] is '"' or '\'' && text[^1] == text[0]
            && text.IndexOf(text[0], 1) == text.Length - 1 && !text.Contains('\\', StringComparison.Ordinal) ? text[1..^1] : null;

    /// <summary>The argument of an if, and whether it is one of an unless.</summary>
    public static (string? Argument, bool IsNegated) Condition(string expression, ImmutableArray<Loop> loops)
    {
        Match condition = Comparison().Match(expression.Trim());
        if (!condition.Success || Path(condition.Groups["path"].Value, loops) is not { } path)
        {
            return default;
        }

        bool isNegated = condition.Groups["not"].Success;
        if (condition.Groups["operator"].Success)
        {
            bool isUnequal = condition.Groups["operator"].Value == "!=";
            return Literal(condition.Groups["literal"].Value) is { } literal ? ($"(eq {path} {literal})", isNegated ^ isUnequal) : default;
        }

        // A list with items, and a list: where there are none, neither holds.
        return (path, isNegated);
    }

    /// <summary>A variable, or what is in it: <c>a.b[0]["c"]</c>.</summary>
    public static string? Path(string expression, ImmutableArray<Loop> loops)
    {
        Match parts = Parts().Match(expression.Trim());
        if (!parts.Success)
        {
            return null;
        }

        string root = parts.Groups["root"].Value;
        string[] rest = [.. parts.Groups["part"].Captures.Select(part => part.Value)];
        bool isOfLoop = loops.Any(loop => loop.Item == root || loop.Key == root);
        if (root == "loop" && !isOfLoop)
        {
            return loops.IsEmpty || rest.Length != 1 ? null : OfLoop(rest[0]);
        }

        // Within a loop a bare name is looked for in its item here, and around it there.
        var path = new StringBuilder(
            isOfLoop ? root : loops.IsEmpty ? TemplateWriter.Segment(root) : $"@root.{TemplateWriter.Segment(root)}");
        foreach (string part in rest)
        {
            path.Append('.').Append(TemplateWriter.Segment(part.Trim('.', '[', ']', '"', '\'')));
        }

        return path.ToString();
    }

    private static string? OfLoop(string part) => part switch
    {
        ".index0" => "@index",
        ".first" => "@first",
        ".last" => "@last",
        _ => null,
    };

    private static string? Literal(string text) => text.Length switch
    {
        > 1 when text[0] is '"' or '\'' && text[^1] == text[0] => TemplateWriter.Quote(text[1..^1]),
        > 0 when Number().IsMatch(text) || text is "true" or "false" => text,
        > 0 when text is "True" or "False" => text == "True" ? "true" : "false",
        _ => null,
    };

    [GeneratedRegex(
        """\A(?<path>[^|\s]+)(?:\s*\|\s*(?<filter>\w+)\s*(?:[(:]\s*(?<argument>"[^"]*"|'[^']*'|[\w.-]+)\s*(?:,\s*[Tt]rue\s*)?\)?)?)?\z""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Filtered();

    [GeneratedRegex(
        """\A(?<not>not\s+)?(?:(?<path>[^\s|=!<>]+)(?:\s*(?<operator>==|!=)\s*(?<literal>"[^"]*"|'[^']*'|[\w.-]+))?"""
        + """|(?<path>[^\s|=!<>]+)\s*(?:\|\s*length|\.size)\s*>\s*0)\z""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();

    [GeneratedRegex(
        """\A(?<root>[A-Za-z_]\w*)(?<part>\.[A-Za-z_][\w-]*|\.\d+|\[\d+\]|\["[^"\]]+"\]|\['[^'\]]+'\])*\z""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"\A-?\d+(?:\.\d+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
