using System.Buffers;
using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>Reads one path: <c>name</c>, <c>a.b.0</c>, <c>this</c>, <c>../name</c>, <c>@index</c>, <c>a.[any name]</c>.</summary>
internal sealed class PathReader(string text, int start)
{
    // What Handlebars takes as the end of a name; a dot or slash ends a segment.
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n\f\v!\"#%&'()*+,./;<=>@[\\]^`{|}~");

    private readonly int _start = start;
    private int _position = start;

    /// <summary>Null when there is no path here.</summary>
    /// <param name="end">Behind the path.</param>
    public TemplateExpression.Path? Read(BlockStack blocks, out int end)
    {
        bool isMeta = Peek() == '@';
        _position += isMeta ? 1 : 0;
        int up = ReadParents();
        PathRoot root = PathRoot.This;
        var segments = ImmutableArray.CreateBuilder<PathSegment>();
        bool isScoped = up > 0 || isMeta;
        end = _position;

        if (!isMeta && (up == 0 || Peek(-1) == '/') && (TakeWord("this") || TakeDot()))
        {
            isScoped = true;
        }
        else if (!isMeta && up > 0 && Peek(-1) == '.')
        {
            // The value around, and no name in it.
        }
        else if (ReadSegment() is { } first)
        {
            segments.Add(new PathSegment(first));
        }
        else
        {
            return null;
        }

        while (Peek() is '.' or '/')
        {
            _position++;
            if (ReadSegment() is not { } name)
            {
                return null;
            }

            segments.Add(new PathSegment(name));
        }

        if (isMeta)
        {
            if (MetaRoot(segments[0].Name) is not { } meta)
            {
                return null;
            }

            root = meta;
            segments.RemoveAt(0);
        }
        else if (!isScoped && blocks.FindParameter(segments[0].Name) is (var parameter, var frames))
        {
            (root, up) = (parameter, frames);
            segments.RemoveAt(0);
        }

        end = _position;
        return new TemplateExpression.Path(_start, root, up, segments.ToImmutable(), text[_start..end]);
    }

    private int ReadParents()
    {
        int up = 0;
        while (Peek() == '.' && Peek(1) == '.')
        {
            up++;
            _position += 2;
            if (Peek() != '/')
            {
                break;
            }

            _position += Peek(1) is '.' || !IsNameEnd(Peek(1)) || Peek(1) == '[' ? 1 : 0;
        }

        return up;
    }

    private string? ReadSegment()
    {
        if (Peek() == '[')
        {
            int close = text.IndexOf(']', _position);
            string? quoted = close < 0 ? null : text[(_position + 1)..close];
            _position = close < 0 ? _position : close + 1;
            return quoted;
        }

        int length = text.AsSpan(_position).IndexOfAny(NameEnds);
        length = length < 0 ? text.Length - _position : length;
        string name = text.Substring(_position, length);
        _position += length;
        return length == 0 ? null : name;
    }

    private bool TakeWord(string word)
    {
        bool isThere = string.CompareOrdinal(text, _position, word, 0, word.Length) == 0 && IsNameEnd(Peek(word.Length));
        _position += isThere ? word.Length : 0;
        return isThere;
    }

    /// <summary>A dot alone, or before a slash, is the value in scope.</summary>
    private bool TakeDot()
    {
        bool isThere = Peek() == '.';
        _position += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>What may follow an at sign.</summary>
    public const string MetaNames = "@root, @index, @key, @first, @last, @value";

    private static PathRoot? MetaRoot(string name) => name switch
    {
        "root" => PathRoot.Variables,
        "index" => PathRoot.Index,
        "key" => PathRoot.Key,
        "first" => PathRoot.First,
        "last" => PathRoot.Last,
        "value" => PathRoot.Item,
        _ => null,
    };

    /// <summary>Whether a word can be a name without brackets.</summary>
    public static bool IsName(string word) => word.Length > 0 && !word.AsSpan().ContainsAny(NameEnds);

    private static bool IsNameEnd(char letter) => letter == '\0' || NameEnds.Contains(letter);

    private char Peek(int ahead = 0) => _position + ahead >= 0 && _position + ahead < text.Length ? text[_position + ahead] : '\0';
}
