using System.Globalization;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Jobs.Cron;

/// <summary>
/// Says the fields of an expression, in upper case, as Cronos wants them. Cronos counts days of the week from 0, wants both day fields to
/// agree, and takes <c>L</c> and <c>W</c> only alone: what either field names, and each such day, is an expression of its own.
/// </summary>
internal static partial class CronNotation
{
    private const string Any = "*";
    private const string Saturday = "6";

    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>Expressions of Cronos which together name the times; what Cronos refuses goes through as it is.</summary>
    /// <exception cref="FormatException">
    /// A day is none; a <c>?</c> stands elsewhere; a step begins at a month's name, or a weekday is near a day that February lacks: readers
    /// of this notation disagree on both.
    /// </exception>
    public static IEnumerable<string> Convert(string[] fields)
    {
        string time = $"{Steps(fields[0], 0)} {Steps(fields[1], 0)} {Steps(fields[2], 0)}";
        string month = Steps(fields[4], 1);

        if (NamedStep().Match(month) is { Success: true, Value: var named })
        {
            throw new FormatException($"'{named}': a step needs its months as numbers.");
        }

        if ($"{time} {month}".Contains('?', StringComparison.Ordinal))
        {
            throw new FormatException("'?' stands in the fields of days only.");
        }

        string[] monthDays = MonthDays(fields[3]);
        string weekdays = WeekdaysOf(fields[5]);

        if (weekdays == Any)
        {
            return monthDays.Select(days => $"{time} {days} {month} {Any}");
        }

        IEnumerable<string> byMonth = monthDays is [Any] ? [] : monthDays.Select(days => $"{time} {days} {month} {Any}");
        return byMonth.Append($"{time} {Any} {month} {weekdays}");
    }

    private static string[] Items(string field) => field.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Steps through a whole field begin at its first value; written as such they may stand in a list.</summary>
    private static string Steps(string field, int first)
    {
        string[] items = Items(field);
        return items.Contains(Any) ? Any : string.Join(',', items.Select(item => OpenStep().Replace(item, $"{first}/")));
    }

    private static string[] MonthDays(string field)
    {
        string[] items = Items(field);

        if (items.Contains(Any) || items.Contains("?"))
        {
            return [Any];
        }

        ILookup<bool, string> alone = items.ToLookup(item => item.AsSpan().ContainsAny('L', 'W'));
        string together = Steps(string.Join(',', alone[false]), 1);
        return together.Length > 0 || items.Length == 0 ? [together, .. alone[true].Select(Near)] : [.. alone[true].Select(Near)];
    }

    private static string Near(string day) => day switch
    {
        "31W" => "LW",
        "29W" or "30W" => throw new FormatException($"'{day}' is no day of every month; the last weekday of each is LW."),
        _ => day,
    };

    private static string WeekdaysOf(string field)
    {
        string[] items = Items(field);
        return items.Contains(Any) || items.Contains("?") ? Any : string.Join(',', items.Select(Weekday));
    }

    private static string Weekday(string item)
    {
        string counted = item == "L" ? Saturday : Day().Replace(item, day => Number(day.Value));
        Match step = DayStep().Match(counted);
        // Without an end Cronos would count Sunday, its 0 and 7, twice.
        return step.Success ? $"{(step.Groups[1].Length == 0 ? "0" : step.Groups[1].Value)}-{Saturday}/{step.Groups[2].Value}" : counted;
    }

    private static string Number(string day)
    {
        int number = Array.IndexOf(Weekdays, day);

        if (number < 0 && (!int.TryParse(day, CultureInfo.InvariantCulture, out number) || --number is < 0 or > 6))
        {
            throw new FormatException($"'{day}' is not a day of the week: 1 (SUN) to 7 (SAT).");
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"[A-Z]{3}(?:-[A-Z]{3})?/\d+")]
    private static partial Regex NamedStep();

    [GeneratedRegex(@"^\*?/")]
    private static partial Regex OpenStep();

    /// <summary>Numbers behind a slash or a # count something else.</summary>
    [GeneratedRegex(@"(?<![#/\d])\d+|[A-Z]{3}")]
    private static partial Regex Day();

    [GeneratedRegex(@"^(?:\*|(\d*))/(\d+)$")]
    private static partial Regex DayStep();
}
