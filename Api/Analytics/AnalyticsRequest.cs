using System.Globalization;

using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Analytics;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Analytics;

/// <summary>What the lists of figures have in common: a range of hours, by default the last seven days, and pages.</summary>
internal sealed class AnalyticsRequest
{
    public const int DefaultLimit = 200;

    private const int MostItems = 1000;
    // No part of a key holds it.
    private const char Separator = '\n';

    private static readonly TimeSpan DefaultRange = TimeSpan.FromDays(7);

    private readonly RequestErrors _errors = new();
    private readonly string? _cursor;

    public AnalyticsRequest(DateTimeOffset now, DateTimeOffset? from, DateTimeOffset? to, string? cursor, int limit)
    {
        _cursor = cursor;
        DateTimeOffset end = to ?? now;
        Range = new AnalyticsRange(
            from ?? (end - DateTimeOffset.MinValue > DefaultRange ? end - DefaultRange : DateTimeOffset.MinValue), end);
        _errors.Require(Range.From < Range.To, "from", "must be before to");
        _errors.RequireRange(limit, 1, MostItems, "limit");
    }

    public AnalyticsRange Range { get; }

    public ProblemHttpResult? ToProblem() => _errors.ToProblem();

    public void RequireKey(string? text, string field) =>
        _errors.Require(text is null || EntryKey.TryParse(text, "any", out _), field, "must be a name, or namespace/name");

    /// <summary>The parts of the cursor; null without one, and an error when it is none of this list.</summary>
    public string[]? ReadCursor(int parts, Func<string[], bool> isValid)
    {
        if (_cursor is null)
        {
            return null;
        }

        string[] read = Cursor.TryDecode(_cursor, out string position) ? position.Split(Separator) : [];
        _errors.RequireCursor(read.Length == parts && isValid(read));
        return read;
    }

    /// <summary>Of figures that take reading every hour of the range.</summary>
    public void RequireBounded(string exception = "") => _errors.Require(
        Range.To - Range.From <= AnalyticsFigures.LongestRange, "from",
        $"must be at most {AnalyticsFigures.LongestRange.Days} days before to{exception}");

    /// <summary>A text that names none is an error.</summary>
    public FigureStretch ReadStretch(string by)
    {
        (bool isKnown, FigureStretch stretch) = by switch
        {
            "hour" => (true, FigureStretch.Hour),
            "day" => (true, FigureStretch.Day),
            "range" => (true, FigureStretch.Range),
            _ => (false, default),
        };
        _errors.Require(isKnown, "by", "must be one of: hour, day, range");

        if (stretch != FigureStretch.Hour)
        {
            RequireBounded(", unless by is hour");
        }

        return stretch;
    }

    public static FiguresResponse<TItem> ToList<T, TItem>(
        AnalyticsPage<T> page, DateTimeOffset? asOf, Func<T, TItem> toItem, Func<T, object[]> keyOf) => new(
        [.. page.Items.Select(toItem)],
        page.HasMore ? Cursor.Encode(
            string.Join(Separator, keyOf(page.Items[^1]).Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)))) : null,
        page.Total,
        asOf);
}
