using System.Globalization;
using System.Text;

namespace PromptIntel.Core.Schemas;

/// <summary>
/// Reads a pattern once from left to right: how large it is with its repetitions written out, and what .NET calls the few things that
/// JSON Schema (ECMA-262) means otherwise: <c>$</c> is the very end, <c>\d</c> and <c>\w</c> are ASCII.
/// </summary>
internal sealed class PatternText
{
    private const int Largest = 1_000_000;

    private readonly string _source;
    private readonly StringBuilder _translated = new();
    private readonly Stack<int> _outer = [];
    private int _sum;
    private int _last;

    public PatternText(string source)
    {
        _source = source;

        for (int at = 0; at < source.Length;)
        {
            at = Read(at);
        }

        while (_outer.TryPop(out int outer))
        {
            _sum = Math.Min(Largest, _sum + outer);
        }

        Size = Math.Min(Largest, _sum + _last);
    }

    public string Translated => _translated.ToString();

    public int Size { get; }

    private int Read(int at)
    {
        switch (_source[at])
        {
            case '\\':
                Atom();
                return ReadEscape(at, isInClass: false);
            case '[':
                Atom();
                return ReadClass(at);
            case '(':
                Atom();
                _outer.Push(_sum);
                (_sum, _last) = (0, 0);
                break;
            case ')' when _outer.Count > 0:
                (_sum, _last) = (_outer.Pop(), Math.Min(Largest, _sum + _last));
                break;
            case '{' when Repetitions(at) is { } times:
                _last = (int)Math.Min(Largest, (long)_last * Math.Max(1, times));
                break;
            case '$':
                _translated.Append(@"\z");
                return at + 1;
            case '*' or '+' or '?' or '|' or '^' or ')':
                break;
            default:
                Atom();
                break;
        }

        _translated.Append(_source[at]);
        return at + 1;
    }

    private void Atom() => (_sum, _last) = (Math.Min(Largest, _sum + _last), 1);

    private int ReadClass(int at)
    {
        int start = at;
        _translated.Append(_source[at++]);

        while (at < _source.Length && (_source[at] != ']' || at == start + 1 || (at == start + 2 && _source[at - 1] == '^')))
        {
            if (_source[at] == '\\')
            {
                at = ReadEscape(at, isInClass: true);
            }
            else
            {
                _translated.Append(_source[at++]);
            }
        }

        return at;
    }

    private int ReadEscape(int at, bool isInClass)
    {
        char letter = at + 1 < _source.Length ? _source[at + 1] : '\0';
        string? ascii = letter switch
        {
            'd' => "0-9",
            'w' => "A-Za-z0-9_",
            'D' when !isInClass => "^0-9",
            'W' when !isInClass => "^A-Za-z0-9_",
            _ => null,
        };

        _translated.Append(ascii is null ? _source.AsSpan(at, Math.Min(2, _source.Length - at)) : isInClass ? ascii : $"[{ascii}]");
        return at + 2;
    }

    /// <summary>The most that <c>{2}</c>, <c>{2,}</c> or <c>{2,5}</c> asks for; null for a brace that is only a brace.</summary>
    private int? Repetitions(int at)
    {
        int end = _source.IndexOf('}', at);
        string[] bounds = end < 0 ? [] : _source[(at + 1)..end].Split(',');

        if (bounds.Length is 0 or > 2)
        {
            return null;
        }

        int most = 0;

        foreach (string bound in bounds.Where((bound, index) => bound.Length > 0 || index == 0))
        {
            if (!int.TryParse(bound, NumberStyles.None, CultureInfo.InvariantCulture, out int times))
            {
                return bound.All(char.IsAsciiDigit) && bound.Length > 0 ? Largest : null;
            }

            most = Math.Max(most, times);
        }

        return most;
    }
}
