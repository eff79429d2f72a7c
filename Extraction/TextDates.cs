using System.Collections.Immutable;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction;

/// <summary>A date in a text.</summary>
/// <param name="Start">In UTF-16 units.</param>
/// <param name="End">Exclusive.</param>
/// <param name="Value">Null when the year is not stated, or when the date can be read in two ways.</param>
/// <param name="WithoutYear">Day and month of a date whose year is not stated.</param>
public sealed record TextDate(int Start, int End, DateOnly? Value, (int Day, int Month)? WithoutYear);

/// <summary>Finds the dates of a text: 2026-03-14, 14 March, March 14th, 2026, 14.03.2026, in four languages.</summary>
public static class TextDates
{
    /// <summary>In the order of the text, in time in step with its length.</summary>
    /// <param name="isDayFirst">Whether 03/04/2026 is the third of April; otherwise such a date has no value.</param>
    public static ImmutableArray<TextDate> Find(string text, bool isDayFirst) =>
        [.. new DateScanner(new SourceDocument(text), isDayFirst)
            .Scan()
            .Select(date => new TextDate(date.Start, date.End, date.Value, date.WithoutYear))];
}
