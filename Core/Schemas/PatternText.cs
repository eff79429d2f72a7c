using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Schemas;

/// <summary>
/// Reads a pattern once from left to right: how large it is with its repetitions written out, and what .NET calls the few things that
/// JSON Schema (ECMA-262) means otherwise: <c>$</c> is the very end, <c>\d</c> and <c>\w</c> are ASCII, a letter beyond the first 65,536
/// is one letter and not two.
/// </summary>
internal sealed partial class PatternText
{
    private const int Largest = 1_000_000;
    private const int LastLetter = 0x10FFFF;

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
                return ReadEscape(at);
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
            case '.':
                Atom();
                _translated.Append(PatternClass.AnyButLineEnds);
                return at + 1;
            case var high when char.IsHighSurrogate(high) && at + 1 < _source.Length && char.IsLowSurrogate(_source[at + 1]):
                Atom();
                _translated.Append("(?:").Append(_source, at, 2).Append(')');
                return at + 2;
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
        bool isNegated = at + 1 < _source.Length && _source[at + 1] == '^';
        var members = new PatternClass();
        int next = at + (isNegated ? 2 : 1);

        while (next < _source.Length && _source[next] != ']')
        {
            next = ReadMember(next, members);
        }

        // One that is never closed stays so, and is refused as it stands.
        _translated.Append(next < _source.Length ? members.Translate(isNegated) : _source[at..]);
        return next + 1;
    }

    /// <summary>A letter, a range or an escape of a class.</summary>
    private int ReadMember(int at, PatternClass members)
    {
        int end = at;
        int? from = ReadLetter(ref end);
        if (from is null)
        {
            members.Add(_source[at..end]);
            return end;
        }

        int last = end + 1;
        if (end + 1 < _source.Length && _source[end] == '-' && _source[end + 1] != ']' && ReadLetter(ref last) is { } to)
        {
            members.Add(from.Value, to);
            return last;
        }

        members.Add(from.Value, from.Value);
        return end;
    }

    /// <summary>The letter that stands somewhere, also as <c>\u{1F600}</c> or <c>\u00e9</c>; null for an escape of another kind.</summary>
    private int? ReadLetter(ref int at)
    {
        if (CodePoint(at) is { } escaped)
        {
            at += escaped.Length;
            return escaped.Letter;
        }

        if (_source[at] == '\\')
        {
            // The letter itself where it has no meaning; \p{...} with its name.
            int name = at + 1 < _source.Length && _source[at + 1] is 'p' or 'P' ? _source.IndexOf('}', at) : -1;
            at = name < 0 ? Math.Min(_source.Length, at + 2) : name + 1;
            return null;
        }

        int letter = at + 1 < _source.Length && char.IsSurrogatePair(_source[at], _source[at + 1])
            ? char.ConvertToUtf32(_source[at], _source[at + 1]) : _source[at];
        at += letter > char.MaxValue ? 2 : 1;
        return letter;
    }

    /// <summary><c>\u{1F600}</c>, or two escapes that are a pair, or one that is a letter; null for anything else.</summary>
    private (int Letter, int Length)? CodePoint(int at)
    {
        if (Escapes().Match(_source, at) is not { Success: true } match)
        {
            return null;
        }

        int letter = Hex(match.Groups["long"]) ?? Hex(match.Groups["short"])!.Value;
        return Hex(match.Groups["low"]) is { } low ? (char.ConvertToUtf32((char)letter, (char)low), match.Length)
            : letter > LastLetter ? null
            : (letter, match.Length);
    }

    private static int? Hex(Group digits) =>
        digits.Success ? int.Parse(digits.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : null;

    private int ReadEscape(int at)
    {
        if (CodePoint(at) is { } escaped)
        {
            _translated.Append(escaped.Letter > char.MaxValue
                ? $"(?:{char.ConvertFromUtf32(escaped.Letter)})" : $"\\u{escaped.Letter:x4}");
            return at + escaped.Length;
        }

        string escape = _source.Substring(at, Math.Min(2, _source.Length - at));
        _translated.Append(PatternClass.Of(escape) ?? escape);
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

    [GeneratedRegex(
        @"\G\\u(\{(?<long>[0-9A-Fa-f]{1,6})\}|"
            + @"(?<short>[Dd][89ABab][0-9A-Fa-f]{2})\\u(?<low>[Dd][C-Fc-f][0-9A-Fa-f]{2})|(?<short>[0-9A-Fa-f]{4}))",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Escapes();
}
