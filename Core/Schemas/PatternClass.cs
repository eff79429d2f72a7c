using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PromptIntel.Core.Schemas;

/// <summary>
/// The letters of a class such as <c>[a-z😀]</c>. .NET sees a letter beyond the first 65,536 as two, so that those stand beside the class
/// as what they are: <c>(?:[a-z]|\uD83D\uDE00)</c>. Text is well-formed Unicode: a half of such a letter never stands alone.
/// </summary>
internal sealed class PatternClass
{
    private const string Halves = @"\uD800-\uDFFF";
    private const string Long = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";
    private const int FirstLong = 0x10000;
    private const int LastLong = 0x10FFFF;
    private const int HalfSize = 0x400;

    private const string Blanks = @"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

    private const string NoBlanks = @"\u0000-\u0008\u000e-\u001f\u0021-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e"
        + @"\u2030-\u205e\u2060-\u2fff\u3001-\ud7ff\ue000-\ufefe\uff00-\uffff";

    /// <summary>The short letters that an escape stands for, and whether it stands for all long ones.</summary>
    private static readonly FrozenDictionary<string, (string Short, bool HasLong)> Escapes =
        new Dictionary<string, (string, bool)>
        {
            [@"\d"] = ("0-9", false),
            [@"\D"] = (@"\u0000-/:-\ud7ff\ue000-\uffff", true),
            [@"\w"] = ("A-Za-z0-9_", false),
            [@"\W"] = (@"\u0000-/:-@\u005b-\u005e\u0060{-\ud7ff\ue000-\uffff", true),
            [@"\s"] = (Blanks, false),
            [@"\S"] = (NoBlanks, true),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly StringBuilder _short = new();
    private readonly List<(int From, int To)> _long = [];

    /// <summary>What <c>.</c> means.</summary>
    public static string AnyButLineEnds { get; } = $@"(?:[^{Halves}\n\r\u2028\u2029]|{Long})";

    /// <summary>What an escape outside a class means; null for one that .NET reads the same.</summary>
    public static string? Of(string escape) =>
        Escapes.TryGetValue(escape, out (string Short, bool HasLong) letters)
            ? letters.HasLong ? $"(?:[{letters.Short}]|{Long})" : $"[{letters.Short}]"
            : null;

    /// <summary>Adds an escape that is no letter by its number.</summary>
    public void Add(string escape)
    {
        bool isKnown = Escapes.TryGetValue(escape, out (string Short, bool HasLong) letters);
        _short.Append(isKnown ? letters.Short : escape);
        if (letters.HasLong)
        {
            _long.Add((FirstLong, LastLong));
        }
    }

    public void Add(int from, int to)
    {
        if (from > to)
        {
            // Refused by .NET, whatever the letters are.
            _short.Append("b-a");
            return;
        }

        if (from < FirstLong)
        {
            _short.Append(Written(from)).Append(from == to ? "" : $"-{Written(Math.Min(to, FirstLong - 1))}");
        }

        if (to >= FirstLong)
        {
            _long.Add((Math.Max(from, FirstLong), to));
        }
    }

    public string Translate(bool isNegated)
    {
        if (!isNegated)
        {
            string[] parts =
                [.. _short.Length > 0 ? [$"[{_short}]"] : (string[])[], .. _long.SelectMany(range => Pairs(range.From, range.To))];
            return parts is [var one] && _long.Count == 0 ? one : parts.Length == 0 ? @"[^\s\S]" : $"(?:{string.Join('|', parts)})";
        }

        return $"(?:{string.Join('|', [$"[^{Halves}{_short}]", .. _long.Count == 0 ? [Long] : Others()])})";
    }

    /// <summary>The long letters that are not named.</summary>
    private IEnumerable<string> Others()
    {
        int next = FirstLong;
        foreach ((int from, int to) in _long.Order())
        {
            foreach (string pair in Pairs(next, from - 1))
            {
                yield return pair;
            }

            next = Math.Max(next, to + 1);
        }

        foreach (string pair in Pairs(next, LastLong))
        {
            yield return pair;
        }
    }

    /// <summary>A range of long letters by their two halves; nothing for one that is empty.</summary>
    private static IEnumerable<string> Pairs(int from, int to)
    {
        while (from <= to)
        {
            int row = from / HalfSize * HalfSize;
            int end = Math.Min(to, row + HalfSize - 1);

            // Whole rows share their second half.
            if (from == row && to - row >= HalfSize - 1)
            {
                end = ((to + 1) / HalfSize * HalfSize) - 1;
                yield return $"[{Escaped(High(from))}-{Escaped(High(end))}][\\uDC00-\\uDFFF]";
            }
            else
            {
                yield return $"{Escaped(High(from))}[{Escaped(Low(from))}-{Escaped(Low(end))}]";
            }

            from = end + 1;
        }
    }

    private static int High(int letter) => 0xD800 + ((letter - FirstLong) / HalfSize);

    private static int Low(int letter) => 0xDC00 + ((letter - FirstLong) % HalfSize);

    /// <summary>By its number where it might mean something to .NET.</summary>
    private static string Written(int letter) => char.IsAsciiLetterOrDigit((char)letter) ? $"{(char)letter}" : Escaped(letter);

    private static string Escaped(int half) => string.Create(CultureInfo.InvariantCulture, $"\\u{half:X4}");
}
