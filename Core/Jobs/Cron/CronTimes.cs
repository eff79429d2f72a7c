using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

using Cronos;

namespace PromptIntel.Core.Jobs.Cron;

/// <summary>
/// The times that a cron expression names: seconds, minutes, hours, day of month, month, day of week (1 is Sunday) and, optionally,
/// years. A day that either day field names is one; <c>*</c> and <c>?</c> name none of their own. Also <c>@hourly</c>, <c>@daily</c>
/// and their like.
/// </summary>
public sealed class CronTimes
{
    private const int Fields = 6;

    private static readonly FrozenDictionary<string, string> Macros = new Dictionary<string, string>
    {
        ["@yearly"] = "0 0 0 1 1 ?",
        ["@annually"] = "0 0 0 1 1 ?",
        ["@monthly"] = "0 0 0 1 * ?",
        ["@weekly"] = "0 0 0 ? * 1",
        ["@daily"] = "0 0 0 * * ?",
        ["@midnight"] = "0 0 0 * * ?",
        ["@hourly"] = "0 0 * * * ?",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly ImmutableArray<CronExpression> _expressions;
    private readonly CronYears? _years;

    private CronTimes(ImmutableArray<CronExpression> expressions, CronYears? years) => (_expressions, _years) = (expressions, years);

    /// <param name="problem">What is wrong with the text, for people.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronTimes? times, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);

        try
        {
            (times, problem) = (Parse(text), null);
            return true;
        }
        catch (FormatException exception)
        {
            (times, problem) = (null, exception.Message);
            return false;
        }
    }

    /// <summary>
    /// The first time after <paramref name="after"/>, in UTC; null when there is none. A local time that a change of the clocks skips is
    /// due once at the first time after the gap. One that comes twice is due once, unless hours, minutes or seconds go by ranges or steps:
    /// then the hour that comes twice counts twice.
    /// </summary>
    public DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        DateTimeOffset? next = Next(after, zone, inclusive: false);

        while (next is { } due && _years is not null && !_years.Contains(due.Year))
        {
            next = _years.NextAfter(due.Year) is { } year ? Next(StartOf(year, zone), zone, inclusive: true) : null;
        }

        return next?.ToUniversalTime();
    }

    /// <exception cref="FormatException">The text is no expression; the message says why, for people.</exception>
    public static CronTimes Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string upper = Macros.GetValueOrDefault(text.Trim(), text).ToUpperInvariant();
        string[] fields = upper.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        if (fields.Length is not (Fields or Fields + 1))
        {
            throw new FormatException(
                $"it has {fields.Length} fields; wanted are seconds, minutes, hours, day of month, month, day of week and perhaps years.");
        }

        IEnumerable<CronExpression> expressions =
            CronNotation.Convert(fields).Select(one => CronExpression.Parse(one, CronFormat.IncludeSeconds));
        return new CronTimes([.. expressions], fields.Length > Fields ? CronYears.Parse(fields[Fields]) : null);
    }

    private static DateTimeOffset StartOf(int year, TimeZoneInfo zone)
    {
        var start = new DateTime(year, 1, 1);
        return new DateTimeOffset(start, zone.GetUtcOffset(start));
    }

    private DateTimeOffset? Next(DateTimeOffset from, TimeZoneInfo zone, bool inclusive) =>
        _expressions.Min(one => one.GetNextOccurrence(from, zone, inclusive));
}
