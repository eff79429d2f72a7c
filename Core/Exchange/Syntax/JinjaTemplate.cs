using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Exchange.Syntax;

/// <summary>
/// Jinja2, and what Liquid and Nunjucks share with it: variables by path, <c>if</c>, <c>elif</c>, <c>else</c>, <c>for</c>, comments,
/// white space control, the filters <c>default</c>, <c>join</c> and <c>length</c>. Anything else is refused with its line. For one text.
/// </summary>
internal sealed partial class JinjaTemplate
{
    private const int MostDepth = 32;
    private const int LongestTag = 500;

    private readonly SourceText _source;
    private readonly Findings _findings;
    private readonly TemplateWriter _template = new();
    private readonly Stack<Block> _blocks = new();
    private bool _hasBlocks;

    private JinjaTemplate(SourceText source, Findings findings) => (_source, _findings) = (source, findings);

    public static string Read(SourceText source, Findings findings) => new JinjaTemplate(source, findings).Read();

    private string Read()
    {
        string text = _source.Text;
        int from = 0;
        while (NextTag(text, from) is var open and >= 0)
        {
            _template.Text(text.AsSpan(from, open - from));
            string close = text[open + 1] == '{' ? "}}" : $"{text[open + 1]}}}";
            int end = text.IndexOf(close, open + 2, StringComparison.Ordinal);
            if (end < 0)
            {
                _source.Refuse(_findings, open, "A tag is opened and not closed.");
                return "";
            }

            WriteTag(open, text[(open + 2)..end]);
            from = end + 2;
        }

        _template.Text(text.AsSpan(from));
        foreach (Block block in _blocks)
        {
            _source.Refuse(_findings, block.Position, $"The block {block.Opening} is not closed.");
        }

        if (_hasBlocks)
        {
            _findings.Remark(_source.Field, "a line that holds nothing but a block's tag is left out with its line end", _source.FirstLine);
        }

        return _template.ToString();
    }

    private static int NextTag(string text, int from)
    {
        int open = text.IndexOf('{', from);
        while (open >= 0 && open + 1 < text.Length && text[open + 1] is not ('{' or '%' or '#'))
        {
            open = text.IndexOf('{', open + 1);
        }

        return open + 1 < text.Length ? open : -1;
    }

    private void WriteTag(int open, string inside)
    {
        (string before, string after) = (inside.StartsWith('-') ? "~" : "", inside.EndsWith('-') ? "~" : "");
        string expression = inside.Trim('-');
        if (_source.Text[open + 1] == '{' && JinjaExpression.Text(expression) is { } literal)
        {
            _template.Text(literal);
            return;
        }

        string? written = _source.Text[open + 1] switch
        {
            '#' => "!",
            _ when inside.Length > LongestTag => null,
            '{' => JinjaExpression.Value(expression, Loops()),
            _ => Statement(expression, open),
        };
        if (written is null)
        {
            _source.Refuse(
                _findings, open,
                $"'{KernelTemplate.Shorten(expression)}' has no counterpart; there are variables, if, for, default, join and length.");
        }
        else
        {
            if (written.StartsWith("default ", StringComparison.Ordinal))
            {
                _source.Remark(_findings, open, "a default is written for an empty text too");
            }

            _template.Tag(before + written + after);
        }
    }

    /// <summary>The loops around, the innermost first.</summary>
    private ImmutableArray<Loop> Loops() => [.. _blocks.Select(block => block.Loop).OfType<Loop>()];

    /// <summary>What stands between the braces here; null where there is no such thing.</summary>
    private string? Statement(string inside, int position)
    {
        Match statement = Word().Match(inside);
        string rest = statement.Groups["rest"].Value.Trim();
        _hasBlocks = true;
        switch (statement.Groups["word"].Value)
        {
            case "if" when JinjaExpression.Condition(rest, Loops()) is ({ } argument, var isNegated):
                return Open(new Block(isNegated ? "unless" : "if", position, inside.Trim(), null), argument);
            case "elif" or "elsif" when IsIn("if", "unless") && JinjaExpression.Condition(rest, Loops()) is ({ } argument, var isNegated):
                return $"else {(isNegated ? "unless" : "if")} {argument}";
            case "else" when _blocks.Count > 0 && rest.Length == 0:
                return "else";
            case "for" when ForLoop().Match(rest) is { Success: true } loop:
                return OpenLoop(loop, position, inside);
            case "endif" when IsIn("if", "unless"):
            case "endfor" when IsIn("each", "each"):
                return $"/{_blocks.Pop().Name}";
            default:
                return null;
        }
    }

    private string? OpenLoop(Match loop, int position, string inside)
    {
        string list = loop.Groups["list"].Value;
        bool hasKey = loop.Groups["second"].Success;
        list = hasKey && list.EndsWith(".items()", StringComparison.Ordinal) ? list[..^".items()".Length] : list;
        if (JinjaExpression.Path(list, Loops()) is not { } path)
        {
            return null;
        }

        // Of two names the value is the second here, and the first there.
        (string item, string? key) = hasKey
            ? (loop.Groups["second"].Value, loop.Groups["first"].Value)
            : (loop.Groups["first"].Value, null);
        string names = key is null ? item : $"{item} {key}";
        return Open(new Block("each", position, inside.Trim(), new Loop(item, key)), $"{path} as |{names}|");
    }

    private string? Open(Block block, string argument)
    {
        if (_blocks.Count >= MostDepth)
        {
            return null;
        }

        _blocks.Push(block);
        return $"#{block.Name} {argument}";
    }

    private bool IsIn(string one, string other) => _blocks.TryPeek(out Block? block) && (block.Name == one || block.Name == other);

    [GeneratedRegex(@"\A\s*(?<word>\w+)(?<rest>.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\A(?<first>[A-Za-z_]\w*)(?:\s*,\s*(?<second>[A-Za-z_]\w*))?\s+in\s+(?<list>\S+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ForLoop();

    /// <param name="Name">Of the block here, which closes it.</param>
    /// <param name="Opening">As it is written there.</param>
    private sealed record Block(string Name, int Position, string Opening, Loop? Loop);
}

/// <summary>A loop that an expression stands in.</summary>
/// <param name="Item">Its variable.</param>
/// <param name="Key">The other one of two.</param>
internal sealed record Loop(string Item, string? Key);
