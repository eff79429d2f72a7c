using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Exchange.Syntax;

/// <summary>A template of the catalog in Jinja2; what that cannot say is refused. For one template.</summary>
internal sealed partial class JinjaWriter(string field, Findings findings)
{
    private readonly StringBuilder _text = new();

    /// <summary>What names are looked for in, outermost first; the first is in none.</summary>
    private readonly List<string> _frames = [];

    private int _loops;

    public static string Write(string template, string field, Findings findings)
    {
        if (Template.Parse(template, TemplateLimits.Most, out _) is not { } parsed)
        {
            findings.Refuse(field, "The template does not parse.");
            return "";
        }

        var writer = new JinjaWriter(field, findings);
        writer.Write(parsed.Nodes);
        return writer._text.ToString();
    }

    private void Write(ImmutableArray<TemplateNode> nodes)
    {
        foreach (TemplateNode node in nodes)
        {
            switch (node)
            {
                case TemplateNode.Text text:
                    _text.Append(Opening().Replace(text.Content, "{{ \"$0\" }}"));
                    break;
                case TemplateNode.Value value:
                    _text.Append("{{ ").Append(ValueOf(value.Expression)).Append(" }}");
                    break;
                case TemplateNode.Block { Type: BlockType.Each } each:
                    WriteLoop(each);
                    break;
                case TemplateNode.Block { Type: BlockType.If or BlockType.Unless or BlockType.Inverse or BlockType.With } block:
                    WriteCondition(block);
                    break;
                default:
                    Refuse("a section, which depends on what its variable is");
                    break;
            }
        }
    }

    private void WriteLoop(TemplateNode.Block each)
    {
        string item = $"item{(_loops++ == 0 ? "" : _loops)}";
        _text.Append("{% for ").Append(item).Append(" in ").Append(PathOf(each.Argument)).Append(" %}");
        _frames.Add(item);
        Write(each.Body);
        _frames.RemoveAt(_frames.Count - 1);
        if (!each.Else.IsEmpty)
        {
            _text.Append("{% else %}");
            Write(each.Else);
        }

        _text.Append("{% endfor %}");
    }

    /// <summary>With its chain of further conditions, which is as long as its author likes.</summary>
    private void WriteCondition(TemplateNode.Block block)
    {
        WriteBranch(block, "if");
        while (block.Else is [TemplateNode.Block { IsChained: true, Type: BlockType.If or BlockType.Unless } chained])
        {
            block = chained;
            WriteBranch(block, "elif");
        }

        if (!block.Else.IsEmpty)
        {
            _text.Append("{% else %}");
            Write(block.Else);
        }

        _text.Append("{% endif %}");
    }

    private void WriteBranch(TemplateNode.Block block, string word)
    {
        bool isWith = block.Type == BlockType.With;
        _text.Append("{% ").Append(word).Append(' ').Append(
            ConditionOf(block.Argument, block.Type is BlockType.Unless or BlockType.Inverse)).Append(" %}");
        if (isWith)
        {
            _frames.Add(PathOf(block.Argument));
        }

        Write(block.Body);
        if (isWith)
        {
            _frames.RemoveAt(_frames.Count - 1);
        }
    }

    private string ConditionOf(TemplateExpression argument, bool isNegated) => argument switch
    {
        TemplateExpression.Call { Function.Name: "eq", Arguments: [TemplateExpression.Path left, TemplateExpression.Literal right] } =>
            $"{PathOf(left)} {(isNegated ? "!=" : "==")} {LiteralOf(right)}",
        _ => isNegated ? $"not {PathOf(argument)}" : PathOf(argument),
    };

    private string ValueOf(TemplateExpression expression) => expression switch
    {
        TemplateExpression.Call
        {
            Function.Name: "default",
            Arguments: [TemplateExpression.Path path, TemplateExpression.Literal otherwise]
        } =>
            $"{PathOf(path)} | default({LiteralOf(otherwise)}, true)",
        TemplateExpression.Call { Function.Name: "join", Arguments: [TemplateExpression.Path path, TemplateExpression.Literal between] } =>
            $"{PathOf(path)} | join({LiteralOf(between)})",
        TemplateExpression.Path { Segments: [.., { Name: "length" }] } length =>
            $"{PathOf(length with { Segments = length.Segments.RemoveAt(length.Segments.Length - 1) })} | length",
        _ => PathOf(expression),
    };

    private string PathOf(TemplateExpression expression)
    {
        if (expression is not TemplateExpression.Path path)
        {
            return Refuse("the helpers date, number, money, and one within another");
        }

        bool isInLoop = _frames.Count > 0 && path.Up == 0;
        string? start = path.Root switch
        {
            PathRoot.Variables => "",
            PathRoot.This or PathRoot.Item => path.Up < _frames.Count ? _frames[_frames.Count - 1 - path.Up] : "",
            PathRoot.FirstParameter => _frames[_frames.Count - 1 - path.Up],
            PathRoot.Index when isInLoop => "loop.index0",
            PathRoot.First when isInLoop => "loop.first",
            PathRoot.Last when isInLoop => "loop.last",
            _ => null,
        };
        if (start is null || (start.Length == 0 && (path.Segments.IsEmpty || !Identifier().IsMatch(path.Segments[0].Name))))
        {
            return Refuse($"'{path.Source}'");
        }

        return string.Concat(path.Segments.Select((segment, index) => index == 0 && start.Length == 0 ? segment.Name
            : segment.Index is { } number ? $"[{number}]"
            : Identifier().IsMatch(segment.Name) ? $".{segment.Name}"
            : $"[{JsonSerializer.Serialize(segment.Name)}]").Prepend(start));
    }

    private string LiteralOf(TemplateExpression.Literal literal) => literal.Value switch
    {
        { Kind: JsonValueKind.String, Written: { } text } => text.AsSpan().ContainsAny('"', '\\')
            ? Refuse("a text with quotes or a backslash in a tag")
            : $"\"{text}\"",
        { Written: { } number } => number,
        var flag => flag.Kind == JsonValueKind.True ? "true" : "false",
    };

    private string Refuse(string what)
    {
        findings.Refuse(field, $"Jinja2 has no counterpart of {what}.");
        return "";
    }

    [GeneratedRegex(@"\{\{|\{%|\{#", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    [GeneratedRegex(@"\A[A-Za-z_]\w*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
