using System.Collections.Immutable;
using System.Text;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>
/// Reads a template into its tree, in one pass and without recursion over blocks. The grammar is that of Handlebars without
/// decorators, named arguments and raw blocks; docs/templates.md lists where the two differ. For one text, from one thread.
/// </summary>
internal sealed class TemplateParser(string text, TemplateLimits limits)
{
    private const int MostErrors = 20;
    private const string ElseWord = "else";

    private readonly ImmutableArray<TemplateError>.Builder _errors = ImmutableArray.CreateBuilder<TemplateError>();
    private readonly BlockStack _blocks = new();
    private readonly StringBuilder _pending = new();
    private int _pendingFrom;
    private int _position;
    private int _tags;

    public ImmutableArray<TemplateError> Errors => _errors.ToImmutable();

    /// <summary>The tree; of no use when there are errors.</summary>
    public ImmutableArray<TemplateNode> Parse()
    {
        while (_errors.Count < MostErrors && ReadText() is { } open)
        {
            if (++_tags > limits.Tags)
            {
                Fail(open, $"A template has at most {limits.Tags} tags.");
                return [];
            }

            ReadTag(open);
        }

        if (_blocks.Current is { } block && _errors.Count == 0)
        {
            Fail(block.Position, $"The block {block.Opening} is not closed.");
        }

        FlushText();
        return _blocks.TakeNodes();
    }

    /// <summary>Takes the text up to the next tag; where that opens, or null at the end.</summary>
    private int? ReadText()
    {
        while (true)
        {
            int open = text.IndexOf("{{", _position, StringComparison.Ordinal);
            int end = open < 0 ? text.Length : open;
            int slashes = open < 0 ? 0 : end - _position - text.AsSpan(_position..end).TrimEnd('\\').Length;

            // One backslash before a tag makes it text; of two, the first keeps the second. Elsewhere a backslash is itself.
            AddText(_position, end - (slashes > 0 ? 1 : 0));
            _position = end;
            if (open < 0)
            {
                return null;
            }

            if (slashes % 2 == 0)
            {
                return open;
            }

            AddText(open, open + 2);
            _position = open + 2;
        }
    }

    private void ReadTag(int open)
    {
        int braces = text.AsSpan(open).IndexOfAnyExcept('{') is var count and >= 0 ? count : text.Length - open;
        if (braces > 3)
        {
            Fail(open, "A tag opens with two braces, or three; put a space between a brace of the text and those of the tag.");
            _position = open + braces;
            return;
        }

        var reader = new TagReader(text, open + braces, limits.Nesting, _blocks);
        bool trimsBefore = reader.TakeTilde();
        char sign = reader.SkipSpace();
        bool isTriple = braces == 3 && sign is not ('!' or '#' or '/' or '^' or '&' or '>' or '*') && !reader.IsAtWord(ElseWord);
        TagPiece? piece = sign == '!' ? reader.ReadComment() : ReadPiece(reader, sign, open);

        if (piece is null || !reader.TryClose(isTriple, out bool isThree, out bool trimsAfter))
        {
            Fail(reader.Error!.Position, reader.Error.Message);
            int close = text.IndexOf("}}", Math.Min(reader.Position, text.Length), StringComparison.Ordinal);
            _position = close < 0 ? text.Length : close + 2;
            return;
        }

        // Of three braces that only two close, the first is text: JSON around a variable.
        if (braces == 3 && !isThree)
        {
            AddText(open, open + 1);
            open++;
        }

        if (piece is TagPiece.Include && (trimsBefore || trimsAfter))
        {
            Fail(open, "A tag that includes a prompt takes no ~: the text stands exactly where the tag stood.");
        }

        TrimAround(open, reader.Position, trimsBefore, trimsAfter, piece is not (TagPiece.Value or TagPiece.Include));
        FlushText();
        Place(piece, open, reader.Position);
    }

    private static TagPiece? ReadPiece(TagReader reader, char sign, int open)
    {
        switch (sign)
        {
            case '#':
                reader.Take();
                return reader.ReadOpening(open, isInverse: false);
            case '/':
                reader.Take();
                return reader.ReadClosing();
            case '^':
                reader.Take();
                return reader.IsAtClose ? new TagPiece.Else(null) : reader.ReadOpening(open, isInverse: true);
            case '&':
                reader.Take();
                return reader.ReadValue();
            case '>':
                reader.Take();
                return reader.ReadInclude();
            case '*':
                return reader.Fail("Decorators are not available.");
            default:
                return reader.TakeWord(ElseWord) ? reader.ReadElse(open) : reader.ReadValue();
        }
    }

    private void Place(TagPiece piece, int open, int end)
    {
        string? problem = null;
        switch (piece)
        {
            case TagPiece.Value value:
                _blocks.Add(new TemplateNode.Value(open, value.Expression));
                break;
            case TagPiece.Include when _blocks.IsInFrame:
                problem = "A prompt is not included within each, with or a section, where its names would mean something else.";
                break;
            case TagPiece.Include include:
                _blocks.Add(new TemplateNode.Include(open, end, include.Key));
                break;
            case TagPiece.Opening opening when _blocks.Depth >= limits.Nesting:
                problem = $"Blocks nest at most {limits.Nesting} deep: {opening.Block.Opening} is one too many.";
                break;
            case TagPiece.Opening opening:
                _blocks.Open(opening.Block);
                break;
            case TagPiece.Else otherwise:
                problem = _blocks.Else(otherwise.Chained);
                break;
            case TagPiece.Closing closing:
                problem = _blocks.Close(closing.Name);
                break;
        }

        // After a tag that could not be read, a block that does not fit tells its author nothing.
        if (problem is not null && _errors.Count == 0)
        {
            Fail(open, problem);
        }
    }

    /// <summary>
    /// A tilde takes all white space beside the tag; a tag that writes nothing itself and has its line to itself takes the line.
    /// </summary>
    private void TrimAround(int open, int close, bool trimsBefore, bool trimsAfter, bool mayStandAlone)
    {
        _position = close;
        if (mayStandAlone && text.AsSpan(0, open).TrimEnd(" \t") is [] or [.., '\n'])
        {
            int next = close + text.AsSpan(close).IndexOfAnyExcept(" \t") is var blank && blank >= close ? blank : text.Length;
            int lineEnd = next == text.Length ? next : text[next] == '\n' ? next + 1 : text.AsSpan(next).StartsWith("\r\n") ? next + 2 : -1;
            if (lineEnd >= 0)
            {
                TrimPending(" \t");
                _position = lineEnd;
            }
        }

        if (trimsBefore)
        {
            TrimPending(default);
        }

        if (trimsAfter)
        {
            _position = close + (text.Length - close - text.AsSpan(close).TrimStart().Length);
        }
    }

    /// <param name="letters">Those to take off; empty means all white space.</param>
    private void TrimPending(ReadOnlySpan<char> letters)
    {
        while (_pending.Length > 0 && (letters.IsEmpty ? char.IsWhiteSpace(_pending[^1]) : letters.Contains(_pending[^1])))
        {
            _pending.Length--;
        }
    }

    private void AddText(int from, int to)
    {
        _pendingFrom = _pending.Length == 0 ? from : _pendingFrom;
        _pending.Append(text, from, to - from);
    }

    private void FlushText()
    {
        if (_pending.Length > 0)
        {
            _blocks.Add(new TemplateNode.Text(_pendingFrom, _pending.ToString()));
            _pending.Clear();
        }
    }

    private void Fail(int position, string message) => _errors.Add(new TemplateError(position, message));
}
