using System.Text.RegularExpressions;

namespace PromptIntel.Core.Records;

/// <summary>
/// The words with the date that a document gives itself: behind a label at its head, else alone or behind a place at its head or its end.
/// </summary>
internal static partial class DocumentDate
{
    private const int HeadLines = 12;
    private const int TailLines = 8;

    /// <param name="labels">In lower case.</param>
    /// <returns>Null where there is none.</returns>
    public static string? WordsIn(string text, List<TextRow> rows, IReadOnlyCollection<string> labels)
    {
        List<TextRow> printed = [.. rows.Where(row => !row.IsBlank)];
        List<string> head = [.. printed.Take(HeadLines).SelectMany(row => Pairs(row, text))];
        IEnumerable<string> tail =
            printed.Skip(Math.Max(HeadLines, printed.Count - TailLines)).Reverse().SelectMany(row => Pairs(row, text));

        return head.Select(cell => Labelled(cell, labels)).FirstOrDefault(words => words is not null)
            ?? head.Select(Alone).FirstOrDefault(words => words is not null)
            ?? tail.Select(cell => Labelled(cell, labels) ?? Alone(cell)).FirstOrDefault(words => words is not null);
    }

    /// <summary>Every date that is written out in the text.</summary>
    public static IReadOnlyList<(int Start, int End)> AllIn(string text) =>
        [.. Anywhere().Matches(text).Select(match => (match.Index, match.Index + match.Length))];

    /// <summary>The cells, and a label with the cell behind it.</summary>
    private static IEnumerable<string> Pairs(TextRow row, string text) =>
        row.Cells.Select((cell, i) => i > 0 && row.Cells[i - 1].In(text).EndsWith(':')
            ? $"{row.Cells[i - 1].In(text)} {cell.In(text)}"
            : cell.In(text));

    private static string? Labelled(string cell, IReadOnlyCollection<string> labels)
    {
        Match match = Date().Match(cell);
        string label = match.Success ? cell[..match.Index].Trim(' ', ':', '.').ToLowerInvariant() : "";

        // "Fixtures, issued 20 August 2026"
        return labels.Contains(label) || labels.Contains(label[(label.LastIndexOf(',') + 1)..].Trim()) ? match.Value : null;
    }

    private static string? Alone(string cell) => PlaceAndDate().Match(cell) is { Success: true } match ? match.Groups["date"].Value : null;

    private const string Pattern =
        @"(?:\d{1,2}(?:st|nd|rd|th|\.)? ?(?:de )?\p{L}{3,12}\.?,?(?: de)? \d{4}|\p{L}{3,12} \d{1,2}(?:st|nd|rd|th)?, \d{4}"
        + @"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})";

    [GeneratedRegex(Pattern + @"\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Date();

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Anywhere();

    [GeneratedRegex(
        @"\A(?:[\p{L} .'’-]{2,40}, )?(?:den |the |le |am |el )?(?<date>" + Pattern + @")\.?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex PlaceAndDate();
}
