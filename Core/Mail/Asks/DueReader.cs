using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Phrases;
using PromptIntel.Extraction;

namespace PromptIntel.Core.Mail.Asks;

/// <summary>A day that a sentence names, with the words that name it.</summary>
/// <param name="At">Index of the first of the words.</param>
internal sealed record DueDay(DateOnly Day, int At, string Words);

/// <summary>Reads the day by which something is wanted or promised; relative ones count from the day of receipt.</summary>
internal sealed class DueReader(DueRules rules)
{
    /// <summary>Words between "by" and the day: "by the evening of Friday".</summary>
    private const int MostWordsBefore = 3;

    private const int Friday = 5;
    private const int DaysOfWeek = 7;

    private readonly PhraseSet _before = new(rules.Before);
    private readonly PhraseSet _within = new(rules.Within);
    private readonly (PhraseSet Phrases, Func<DateOnly, DateOnly> Day)[] _relative =
    [
        (new(rules.EndOfNextWeek), day => DayOfWeek(day, Friday).AddDays(DaysOfWeek)),
        (new(rules.EndOfWeek), day => DayOfWeek(day, Friday)),
        (new(rules.EndOfMonth), day => new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month))),
        (new(rules.Tomorrow), day => day.AddDays(1)),
        (new(rules.Today), day => day),
    ];

    /// <summary>The first day named; null when none is.</summary>
    /// <param name="isPromise">Then a day alone counts; what is asked has a day only by a word such as "by".</param>
    public DueDay? Read(string text, ImmutableArray<Word> words, DateOnly received, bool isPromise)
    {
        ImmutableArray<TextDate> dates = TextDates.Find(text, isDayFirst: true);
        int?[] openings = Openings(words);
        int nextDate = 0;

        for (int i = 0; i < words.Length; i++)
        {
            while (nextDate < dates.Length && dates[nextDate].Start < words[i].Start)
            {
                nextDate++;
            }

            if (ReadRelative(words, i, received) is { } relative && (i == 0 || !rules.From.Contains(words[i - 1].Lower)))
            {
                return Due(text, words, i, relative.End, relative.Day);
            }

            if (openings[i] is null && !isPromise)
            {
                continue;
            }

            int first = openings[i] ?? i;

            if (nextDate < dates.Length && dates[nextDate].Start == words[i].Start && Dated(dates[nextDate], received) is { } dated)
            {
                int last = words.IndexOf(words.Last(word => word.Start < dated.End));
                return Due(text, words, first, last + 1, dated.Day);
            }

            if (rules.Weekdays.TryGetValue(words[i].Lower, out int weekday))
            {
                return Due(text, words, first, i + 1, After(received, weekday));
            }
        }

        return null;
    }

    private (DateOnly Day, int End)? ReadRelative(ImmutableArray<Word> words, int i, DateOnly received)
    {
        foreach ((PhraseSet phrases, Func<DateOnly, DateOnly> day) in _relative)
        {
            if (phrases.MatchAt(words, i) is { } match)
            {
                return (day(received), match.End);
            }
        }

        if (_within.MatchAt(words, i) is not { End: var at } || at + 1 >= words.Length || Number(words[at].Lower) is not { } count)
        {
            return null;
        }

        string unit = words[at + 1].Lower;
        int? days = rules.Days.Contains(unit) ? count
            : rules.Weeks.Contains(unit) ? count * DaysOfWeek
            : rules.Hours.Contains(unit) ? (count + 23) / 24 : null;
        return days is { } within ? (received.AddDays(within), at + 2) : null;
    }

    private int? Number(string word) =>
        rules.Numbers.TryGetValue(word, out int number) ? number
            : word.Length <= 3 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int digits) ? digits : null;

    /// <summary>For every word the index of the first "by" that stands close enough before it.</summary>
    private int?[] Openings(ImmutableArray<Word> words)
    {
        var openings = new int?[words.Length];

        foreach (PhraseMatch match in _before.Find(words))
        {
            for (int i = match.End; i <= match.End + MostWordsBefore && i < words.Length; i++)
            {
                openings[i] ??= match.First;
            }
        }

        return openings;
    }

    private static (DateOnly Day, int End)? Dated(TextDate date, DateOnly received) =>
        date.Value is { } day ? (day, date.End)
            : date.WithoutYear is { } part && NextOf(part.Day, part.Month, received) is { } next ? (next, date.End) : null;

    private static DateOnly? NextOf(int day, int month, DateOnly received)
    {
        for (int year = received.Year; year <= received.Year + 1; year++)
        {
            if (day <= DateTime.DaysInMonth(year, month) && new DateOnly(year, month, day) is var date && date >= received)
            {
                return date;
            }
        }

        return null;
    }

    private static DateOnly After(DateOnly received, int weekday) =>
        received.AddDays((((weekday - (int)received.DayOfWeek) + DaysOfWeek - 1) % DaysOfWeek) + 1);

    /// <summary>That day of the week of the day; its week begins on Monday.</summary>
    private static DateOnly DayOfWeek(DateOnly day, int weekday) =>
        day.AddDays(weekday - (((int)day.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek + 1));

    private static DueDay Due(string text, ImmutableArray<Word> words, int first, int end, DateOnly day) =>
        new(day, first, MailStage.OneLine(text[words[first].Start..words[end - 1].End]));
}
