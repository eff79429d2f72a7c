using System.Buffers;
using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>Reads what stands between the braces of one tag. The first error ends the tag.</summary>
internal sealed class TagReader(string text, int position, int deepest, BlockStack blocks)
{
    private static readonly SearchValues<char> CloseEnds = SearchValues.Create("}~ \t\r\n");

    private const string NotClosed = "A tag is opened with {{ and not closed.";

    public int Position { get; private set; } = position;

    public TemplateError? Error { get; private set; }

    public bool IsAtClose => SkipSpace() is '}' or '\0' || (Peek() == '~' && Peek(1) == '}');

    public TagPiece? Fail(string message)
    {
        Error ??= new TemplateError(Position, message);
        return null;
    }

    public void Take() => Position++;

    public bool TakeTilde()
    {
        bool isThere = Peek() == '~';
        Position += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>The next character that is no white space.</summary>
    public char SkipSpace()
    {
        while (char.IsWhiteSpace(Peek()))
        {
            Position++;
        }

        return Peek();
    }

    public bool IsAtWord(string word) => StartsAt(Position, word) && IsEndOfWord(Position + word.Length);

    public bool TakeWord(string word)
    {
        bool isThere = IsAtWord(word);
        Position += isThere ? word.Length : 0;
        return isThere;
    }

    /// <param name="wantsThree">Whether a third brace belongs to the tag.</param>
    public bool TryClose(bool wantsThree, out bool isThree, out bool trimsAfter)
    {
        SkipSpace();
        trimsAfter = TakeTilde();
        isThree = wantsThree && Peek() == '}' && Peek(1) == '}' && Peek(2) == '}';
        bool isClosed = Peek() == '}' && Peek(1) == '}';
        if (!isClosed)
        {
            Fail(Position >= text.Length ? NotClosed : $"'{Peek()}' cannot stand here; a tag ends with }}}}.");
            return false;
        }

        Position += isThree ? 3 : 2;
        return true;
    }

    /// <summary>Goes to the end of a comment; one that begins with <c>!--</c> ends with <c>--</c> and may hold braces.</summary>
    public TagPiece? ReadComment()
    {
        bool isLong = string.CompareOrdinal(text, Position, "!--", 0, 3) == 0;
        int end = text.IndexOf(isLong ? "--" : "}}", Position + (isLong ? 3 : 1), StringComparison.Ordinal);
        while (isLong && end >= 0 && !(StartsAt(end + 2, "}}") || StartsAt(end + 2, "~}}")))
        {
            end = text.IndexOf("--", end + 1, StringComparison.Ordinal);
        }

        if (end < 0)
        {
            return Fail(isLong ? "The comment {{!-- is not closed by --}}." : NotClosed);
        }

        Position = isLong ? end + 2 : text[end - 1] == '~' && end - 1 > Position ? end - 1 : end;
        return new TagPiece.Comment();
    }

    public TagPiece? ReadValue()
    {
        if (IsAtClose)
        {
            return Fail(Position >= text.Length ? NotClosed : "A tag is empty.");
        }

        if (ReadArgument(0) is not { } first)
        {
            return null;
        }

        return first switch
        {
            TemplateExpression.Path path when !IsAtClose => ReadCall(path, 0) is { } call ? new TagPiece.Value(call) : null,
            TemplateExpression.Literal => Fail("A tag names a variable or a helper; a text or number is written without braces."),
            _ => new TagPiece.Value(first),
        };
    }

    /// <summary>The name of a prompt, which may hold spaces; what stands behind it is no part of this syntax.</summary>
    public TagPiece? ReadInclude()
    {
        SkipSpace();
        int length = text.AsSpan(Position).IndexOfAny('}', '~');
        string name = text.Substring(Position, length < 0 ? text.Length - Position : length).TrimEnd();
        if (!EntryKey.TryParse(name, null, out EntryKey key))
        {
            return Fail("A prompt is included by its name: {{> namespace/name}}.");
        }

        Position += name.Length;
        return new TagPiece.Include(key);
    }

    public TagPiece? ReadOpening(int open, bool isInverse) =>
        ReadBlock(open, isInverse, isChained: false) is { } block ? new TagPiece.Opening(block) : null;

    public TagPiece? ReadElse(int open)
    {
        if (IsAtClose)
        {
            return new TagPiece.Else(null);
        }

        return ReadBlock(open, isInverse: false, isChained: true) is { } chained ? new TagPiece.Else(chained) : null;
    }

    public TagPiece? ReadClosing()
    {
        SkipSpace();
        int start = Position;
        int length = text.AsSpan(start).IndexOfAny(CloseEnds);
        Position = length < 0 ? text.Length : start + length;
        return new TagPiece.Closing(text[start..Position]);
    }

    private OpenBlock? ReadBlock(int open, bool isInverse, bool isChained)
    {
        SkipSpace();
        int start = Position;
        if (ReadPath() is not { } name)
        {
            return null;
        }

        BlockType? known = isInverse ? null : TypeOf(name.Source);
        if (known is null && (isChained || !IsAtEndOfBlock()))
        {
            Position = start;
            Fail($"The block '{name.Source}' is unknown; there are if, unless, each, with, and the name of a variable alone.");
            return null;
        }

        TemplateExpression? argument = known is null ? name : IsAtEndOfBlock() ? null : ReadArgument(0);
        ImmutableArray<string> parameters = Error is null ? ReadParameters() : [];
        if (Error is null && (argument is null || !IsAtClose))
        {
            Fail($"The block {{{{#{name.Source}}}}} takes one argument.");
        }

        BlockType type = known ?? (isInverse ? BlockType.Inverse : BlockType.Section);
        if (Error is null && !parameters.IsEmpty && type is not (BlockType.Each or BlockType.With or BlockType.Section))
        {
            Fail($"The block {{{{#{name.Source}}}}} gives no names.");
        }

        return Error is null ? new OpenBlock(open, type, name.Source, argument!, parameters) { IsChained = isChained } : null;
    }

    private static BlockType? TypeOf(string name) => name switch
    {
        "if" => BlockType.If,
        "unless" => BlockType.Unless,
        "each" => BlockType.Each,
        "with" => BlockType.With,
        _ => null,
    };

    private bool IsAtEndOfBlock() => IsAtClose || (IsAtWord("as") && text.AsSpan(Position + 2).TrimStart().StartsWith("|"));

    /// <summary><c>as |item index|</c>, at most two names.</summary>
    private ImmutableArray<string> ReadParameters()
    {
        if (IsAtClose || !TakeWord("as"))
        {
            return [];
        }

        int start = SkipSpace() == '|' ? Position + 1 : -1;
        int length = start < 0 ? -1 : text.AsSpan(start).IndexOfAny('|', '}');
        if (length < 0 || text[start + length] != '|')
        {
            Fail("as is followed by names between two bars.");
            return [];
        }

        ImmutableArray<string> names = [.. text.Substring(start, length).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
        Position = start + length + 1;
        if (names.Length is < 1 or > 2 || !names.All(PathReader.IsName))
        {
            Fail("as is followed by one or two names.");
        }

        return names;
    }

    private TemplateExpression.Call? ReadCall(TemplateExpression.Path name, int depth)
    {
        if (name.Segments.Length != 1 || name.Source != name.Segments[0].Name || TemplateFunction.Find(name.Source) is not { } function)
        {
            Error ??= new TemplateError(name.Position, $"The helper '{name.Source}' is unknown; there are {TemplateFunction.Names}.");
            return null;
        }

        var arguments = ImmutableArray.CreateBuilder<TemplateExpression>(2);
        while (SkipSpace() is not (')' or '\0') && !IsAtClose)
        {
            if (ReadArgument(depth) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }

        if (arguments.Count != function.Arity)
        {
            string number = function.Arity == 1 ? "1 argument" : $"{function.Arity} arguments";
            Error ??= new TemplateError(name.Position, $"The helper '{name.Source}' takes {number}.");
            return null;
        }

        return new TemplateExpression.Call(name.Position, function, arguments.ToImmutable());
    }

    private TemplateExpression? ReadArgument(int depth)
    {
        char next = SkipSpace();
        switch (next)
        {
            case '(':
                return ReadGroup(depth + 1);
            case '"' or '\'':
                return ReadQuoted(next);
            case '\0':
                Fail(NotClosed);
                return null;
            default:
                return ReadWord();
        }
    }

    private TemplateExpression.Call? ReadGroup(int depth)
    {
        if (depth > deepest)
        {
            Fail($"Expressions nest at most {deepest} deep.");
            return null;
        }

        Position++;
        SkipSpace();
        int start = Position;
        if (ReadArgument(depth) is not TemplateExpression.Path name)
        {
            Error ??= new TemplateError(start, "A parenthesis holds a helper and its arguments.");
            return null;
        }

        TemplateExpression.Call? call = ReadCall(name, depth);
        if (call is not null && SkipSpace() != ')')
        {
            Fail("A parenthesis is not closed.");
            return null;
        }

        Position++;
        return call;
    }

    private TemplateExpression.Literal? ReadQuoted(char quote)
    {
        int start = Position;
        var content = new System.Text.StringBuilder();
        for (int at = start + 1; at < text.Length; at++)
        {
            if (text[at] == quote)
            {
                Position = at + 1;
                return new TemplateExpression.Literal(start, TemplateValue.Of(content.ToString()));
            }

            at += text[at] == '\\' && at + 1 < text.Length && text[at + 1] == quote ? 1 : 0;
            content.Append(text[at]);
        }

        Fail("A quoted text in a tag is not closed.");
        return null;
    }

    private TemplateExpression? ReadWord() =>
        ReadPath() is not { } path ? null
            : AsLiteral(path.Source) is { } value ? new TemplateExpression.Literal(path.Position, value)
            : path;

    private TemplateExpression.Path? ReadPath()
    {
        int start = Position;
        if (new PathReader(text, start).Read(blocks, out int end) is not { } path)
        {
            Fail($"A name is expected here, such as customer, order.items.0, this, ../name or {PathReader.MetaNames}.");
            return null;
        }

        Position = end;
        if (Peek() == '=')
        {
            Fail("Named arguments are not available.");
            return null;
        }

        if (!IsEndOfWord(end))
        {
            Fail($"'{Peek()}' cannot stand in a name; write [...] around one that has it.");
            return null;
        }

        return path;
    }

    private static TemplateValue? AsLiteral(string word) => word switch
    {
        "true" => TemplateValue.Of(true),
        "false" => TemplateValue.Of(false),
        "null" or "undefined" => TemplateValue.Missing,
        _ => IsNumber(word) ? TemplateValue.OfNumber(word) : null,
    };

    private static bool IsNumber(ReadOnlySpan<char> word)
    {
        ReadOnlySpan<char> digits = word.TrimStart('-');
        int point = digits.IndexOf('.');
        return word.Length - digits.Length < 2 && digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && digits.IndexOfAnyExceptInRange('0', '9') == point
            && (point < 0 || digits[(point + 1)..].IndexOfAnyExceptInRange('0', '9') < 0);
    }

    private bool StartsAt(int at, string sign) => string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0;

    private bool IsEndOfWord(int at) =>
        at >= text.Length || char.IsWhiteSpace(text[at]) || text[at] is '}' or '~' or ')' or '|' or '=';

    private char Peek(int ahead = 0) => Position + ahead < text.Length ? text[Position + ahead] : '\0';
}
