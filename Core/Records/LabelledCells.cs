using System.Buffers;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Records;

/// <summary>Writes the cells of a line: a label with its values on one line with a colon, other cells apart from each other.</summary>
internal sealed partial class LabelledCells(string text, ReadingRules rules, TextPart part)
{
    /// <summary>Stands between things that have nothing to do with each other.</summary>
    private const string Apart = "\n-----\n";

    private static readonly SearchValues<char> NumberMarks = SearchValues.Create("0123456789.,-() ");

    private readonly string? _scale = AmountScale.In(text);

    public ReaderText Written { get; } = new();

    public void Write(ImmutableArray<TextCell> cells)
    {
        // Of several values behind a label none is known to be the one.
        if (cells.Length > 2 && cells.Skip(1).Count(cell => IsValue(cell.In(text))) > 1 && !cells.Any(cell => cell.In(text).EndsWith(':')))
        {
            return;
        }

        for (int at = 0; at < cells.Length; at++)
        {
            string cell = cells[at].In(text);
            bool isLabel = cell.EndsWith(':');
            int values = at + 1;

            while (values < cells.Length && (IsBox(cells[values].In(text)) || (isLabel && values == at + 1
                && !cells[values].In(text).EndsWith(':'))))
            {
                values++;
            }

            // A name that the record knows, with something behind it that neither is a name nor has one of its own.
            if (values == at + 1 && values < cells.Length && rules.IsLabel(cell) && !rules.IsLabel(cells[values].In(text))
                && !cells[values].In(text).EndsWith(':') && !cells[values].In(text).Contains(": ", StringComparison.Ordinal))
            {
                values++;
            }

            if (values == at + 1 && values < cells.Length && IsLabel(cell) && IsValue(cells[values].In(text))
                && (values + 1 == cells.Length || !IsValue(cells[values + 1].In(text))))
            {
                values++;
            }

            if (values > at + 1)
            {
                WritePair(cells[at], [.. cells.Skip(at + 1).Take(values - at - 1)]);
                at = values - 1;
            }
            else if (LabelOf(cell) is { } length)
            {
                WritePair(
                    cells[at] with { End = cells[at].Start + length }, [cells[at] with { Start = cells[at].Start + length }]);
            }
            else if (part != TextPart.Laid)
            {
                Append(cells[at].Start, cells[at].End);
                Written.Append(cells.Length > 1 ? Apart : "\n");
            }
        }
    }

    public void WritePair(TextCell label, ImmutableArray<TextCell> values)
    {
        if (part == TextPart.Prose)
        {
            return;
        }

        // "Total EUR   99.00" says what is total and in what.
        int length = Currency().Match(label.In(text)) is { Success: true } currency
            && rules.IsLabel(label.In(text)[..currency.Index]) ? currency.Index : label.Length;
        Written.Append(text, label.Start + ReadingRules.NumberOf(label.In(text)), label.Start + length);
        Written.Append(text[label.Start + length - 1] == ':' ? " " : ": ");

        if (length < label.Length)
        {
            Written.Append(text, label.Start + length + 1, label.End);
            Written.Append(" ");
        }


        foreach (TextCell value in values)
        {
            int start = value.Start;

            while (start < value.End && text[start] is ' ' or ':' or '#' or '.')
            {
                start++;
            }

            WriteValue(start, value.End);
            Written.Append(" ");
        }

        Written.Append("\n");
    }

    /// <summary>A plain number with the scale that the document states for all of them.</summary>
    public void WriteValue(int start, int end)
    {
        bool isPlain = text.AsSpan(start, end - start).IndexOfAnyExcept(NumberMarks) < 0 && end > start;

        Append(start, end);

        if (isPlain && _scale is { } scale)
        {
            Written.Append($" {scale}");
        }
    }

    /// <summary>An account is one number, however it is grouped.</summary>
    public void Append(int start, int end)
    {
        int from = start;

        foreach (Match account in Account().Matches(text[start..end]))
        {
            foreach (Match space in Space().Matches(account.Value))
            {
                int at = start + account.Index + space.Index;
                Written.Append(text, from, at);
                from = at + space.Length;
            }
        }

        Written.Append(text, from, end);
    }

    private static bool IsLabel(string cell) => cell.Any(char.IsLetter) && !cell.Contains(": ", StringComparison.Ordinal);

    /// <summary>Something that is told by a label: it begins with a digit or a currency.</summary>
    public static bool IsValue(string cell) =>
        char.IsDigit(cell[0]) || cell[0] is '$' or '€' or '£' or '(' or '-' or '+'
        || (cell.Length > 4 && cell.AsSpan(0, 3).IndexOfAnyExceptInRange('A', 'Z') < 0 && char.IsDigit(cell.TrimEnd()[^1]));

    public static bool IsBox(string cell) => cell[0] is '☐' or '☑' or '☒' or '□' or '■'
        || (cell.Length > 2 && cell[0] is '[' or '(' && cell[2] is ']' or ')' && cell[1] is ' ' or 'x' or 'X' or '✓' or '_');

    /// <summary>Length of the known name that a value stands behind without a colon; null where none does.</summary>
    private int? LabelOf(string cell)
    {
        string? label = cell.Contains(':') ? null : rules.Labels.FirstOrDefault(name => cell.Length > name.Length + 1
            && cell.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && cell[name.Length] is ' ' or '#' or '.'
            && IsCode(cell[name.Length..].Trim(' ', '#', '.').Split(' ')));
        return label?.Length;
    }

    /// <summary>A number, or one behind a short word in capitals, such as a country's.</summary>
    private static bool IsCode(string[] words) =>
        words[0].Any(char.IsDigit)
        || (words.Length > 1 && words[0].Length is > 0 and <= 4 && words[0].All(char.IsUpper) && words[1].Any(char.IsDigit));

    [GeneratedRegex(
        @"\b[A-Z]{2}[0-9]{2} [A-Z0-9]{4}(?: (?:[A-Z]{0,2}[0-9]{2,4}|[0-9][A-Z][0-9]{2})){2,6}(?: [0-9]{1,3})?\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex Account();

    [GeneratedRegex(" ", RegexOptions.CultureInvariant)]
    private static partial Regex Space();

    [GeneratedRegex(@" (?:[A-Z]{3}|[€£$])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Currency();
}
