using System.Globalization;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>A date in the text; <see cref="Value"/> is null when it lacks its year or could be read in two ways.</summary>
internal sealed record DateMention(int First, int Next, int Start, int End, DateOnly? Value)
{
    public (int Day, int Month)? WithoutYear { get; init; }

    public RangeEnd Range { get; init; }
}

/// <summary>
/// Finds dates: 2026-03-14, 14 March 2026, March 14th, 2026, 14.03.2026, and 14/03/2026 where only one reading is possible.
/// </summary>
internal sealed class DateScanner(SourceDocument document, bool isDayFirst)
{

    private readonly Token[] _tokens = document.Tokens;
    private bool _isDayFirst;
    private bool _isMonthFirst;

    public List<DateMention> Scan()
    {
        var found = new List<DateMention>();
        var (dayFirst, monthFirst) = Orders();
        _isDayFirst = isDayFirst || (dayFirst && !monthFirst);
        _isMonthFirst = !isDayFirst && monthFirst && !dayFirst;

        for (var i = 0; i < _tokens.Length;)
        {
            if (ReadAt(i) is { } date)
            {
                found.Add(date);
                i = date.Next;
            }
            else
            {
                i++;
            }
        }

        MarkRanges(found);

        return found;
    }

    /// <summary>"27/02/2027" shows how the text writes 03/07/2027, unless another date shows the opposite.</summary>
    private (bool DayFirst, bool MonthFirst) Orders()
    {
        var (dayFirst, monthFirst) = (false, false);

        for (var i = 0; i + 4 < _tokens.Length; i++)
        {
            if (_tokens[i].Kind == TokenKind.Number && _tokens[i].Length <= 2 && _tokens[i + 1].Lower is "/" or "-"
                && _tokens[i + 3].Is(_tokens[i + 1].Lower) && _tokens[i + 4].Start - _tokens[i].End <= 4
                && _tokens[i + 2] is { Kind: TokenKind.Number, Length: <= 2 } && _tokens[i + 4] is { Kind: TokenKind.Number, Length: 4 })
            {
                dayFirst |= Digits(i) > 12;
                monthFirst |= Digits(i + 2) > 12;
            }
        }

        return (dayFirst, monthFirst);
    }

    private DateMention? ReadAt(int i)
    {
        if (_tokens[i].Kind == TokenKind.Number)
        {
            return Numeric(i) ?? DayMonth(i);
        }

        // "two years ago 12 joined" is no August.
        return _tokens[i].Kind == TokenKind.Word && !_tokens[i].Is("ago") && MonthNames.All.TryGetValue(_tokens[i].Lower, out var month)
            ? MonthDay(i, month) : null;
    }

    private DateMention? Numeric(int i)
    {
        if (i + 4 >= _tokens.Length
            || _tokens[i].Length > 4
            || _tokens[i + 2].Length > 2
            || _tokens[i + 4].Start - _tokens[i].End > 4
            || _tokens[i + 4].Start != _tokens[i + 2].End + 1
            || _tokens[i + 2].Start != _tokens[i].End + 1
            || _tokens[i + 2].Kind != TokenKind.Number
            || _tokens[i + 4].Kind != TokenKind.Number
            || _tokens[i + 1].Lower != _tokens[i + 3].Lower
            || _tokens[i + 1].Lower is not ("-" or "/" or "."))
        {
            return null;
        }

        var (a, b, c) = (Digits(i), Digits(i + 2), Digits(i + 4));

        if (_tokens[i].Length == 4 && _tokens[i + 4].Length <= 2)
        {
            return Mention(i, i + 5, Date(a, b, c));
        }

        if (_tokens[i].Length > 2 || _tokens[i + 4].Length != 4)
        {
            return null;
        }

        // Dots are day first wherever dates are written so; slashes and hyphens differ by country.
        var isDay = _isDayFirst || _tokens[i + 1].Is(".") || a > 12 || a == b;
        var isMonth = b > 12 || _isMonthFirst;

        return Mention(i, i + 5, isDay ? Date(c, b, a) : isMonth ? Date(c, a, b) : null);
    }

    /// <summary>14 March 2026, 14th of March, 2026</summary>
    private DateMention? DayMonth(int i)
    {
        var at = AfterOrdinal(i);

        if (_tokens[i].Length > 2 || at >= _tokens.Length)
        {
            return null;
        }

        if (_tokens[at].Lower is "of" or "." or "de" or "day" && at + 1 < _tokens.Length)
        {
            at++;
        }

        return MonthNames.All.TryGetValue(_tokens[at].Lower, out var month) ? WithYear(i, at + 1, Digits(i), month) : null;
    }

    /// <summary>March 14, 2026, March 14th 2026</summary>
    private DateMention? MonthDay(int i, int month)
    {
        var day = i + 1 < _tokens.Length && _tokens[i + 1].Is(".") ? i + 2 : i + 1;

        return day < _tokens.Length && _tokens[day].Kind == TokenKind.Number && _tokens[day].Length <= 2
            ? WithYear(i, AfterOrdinal(day), Digits(day), month)
            : null;
    }

    private DateMention? WithYear(int first, int at, int day, int month)
    {
        var year = at < _tokens.Length && _tokens[at].Lower is "," or "." or "de" or "del" ? at + 1 : at;

        if (year < _tokens.Length && _tokens[year].Kind == TokenKind.Number && _tokens[year].Length == 4)
        {
            return Mention(first, year + 1, Date(Digits(year), month, day));
        }

        return day is >= 1 and <= 31 ? Mention(first, at, null) with { WithoutYear = (day, month) } : null;
    }

    private int AfterOrdinal(int number) =>
        number + 1 < _tokens.Length && _tokens[number + 1].Lower is "st" or "nd" or "rd" or "th" or "er" or "º" ? number + 2 : number + 1;

    private void MarkRanges(List<DateMention> found)
    {
        for (var i = 0; i + 1 < found.Count; i++)
        {
            var (low, high) = (found[i], found[i + 1]);

            // "from the 8th of January to the 27th of March 2027"
            var isDefinite = high.First - low.Next == 2 && _tokens[low.Next + 1].Lower is "the" or "dem" or "zum";

            if ((high.First - low.Next != 1 && !isDefinite)
                || _tokens[low.Next].Lower is not ("-" or "–" or "—" or "to" or "until" or "till"
                or "through" or "bis" or "au" or "al" or "hasta" or "a" or "à" or "y" or "et" or "und" or "and")
                || (_tokens[low.Next].Lower is "and" or "und" or "y" or "et" && !(low.First > 0
                    && _tokens[low.First - 1].Lower is "between" or "zwischen" or "entre")))
            {
                continue;
            }

            // "14 March to 30 September 2026": the year of the end is that of the start when the months are in order.
            var start = low.Value ?? (low.WithoutYear is { } part
                && high.Value is { } end
                && (part.Month, part.Day).CompareTo((end.Month, end.Day)) <= 0 ? Date(end.Year, part.Month, part.Day) : null);
            found[i] = low with { Range = RangeEnd.Lower, Value = start };
            found[i + 1] = high with { Range = RangeEnd.Upper };
        }
    }

    private DateMention Mention(int first, int next, DateOnly? value) =>
        new(first, next, _tokens[first].Start, _tokens[next - 1].End, value);

    private int Digits(int token) => int.Parse(_tokens[token].Lower, CultureInfo.InvariantCulture);

    private static DateOnly? Date(int year, int month, int day) =>
        year is >= 1800 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;
}
