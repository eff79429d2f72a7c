using System.Buffers;
using System.Collections.Immutable;

namespace PromptIntel.Core.Records;

/// <summary>A part of a line that stands apart.</summary>
/// <param name="Start">In the text of the document.</param>
/// <param name="Column">Characters from the beginning of its line.</param>
internal readonly record struct TextCell(int Start, int End, int Column)
{
    public int Length => End - Start;

    public int ColumnEnd => Column + Length;

    public string In(string text) => text[Start..End];
}

/// <summary>One printed line of the text with its cells; cells stand two spaces or a tab apart.</summary>
/// <param name="Page">From 1.</param>
internal sealed record TextRow(int Page, int Start, int End, ImmutableArray<TextCell> Cells)
{
    /// <summary>Longer than a name of a column, so that cells behind tabs stand under one another and nowhere else.</summary>
    private const int TabWidth = 100_000;
    private const int MostTabs = 1_000;

    private static readonly SearchValues<char> RuleMarks = SearchValues.Create("-=_+| \t\r");

    public bool IsBlank => Cells.IsEmpty;

    /// <summary>The lines of a text, the blank ones among them.</summary>
    public static List<TextRow> Of(DocumentView document)
    {
        var rows = new List<TextRow>();
        string text = document.Text;
        int page = 1;

        for (int start = 0; start <= text.Length;)
        {
            int length = text.AsSpan(start).IndexOfAny('\n', '\f');
            int end = length < 0 ? text.Length : start + length;
            int placed = document.IsPlain ? page : document.LinesOf(start, end).FirstOrDefault()?.Page ?? page;
            rows.Add(new TextRow(placed, start, end, CellsOf(text, start, end)));
            page = end < text.Length && text[end] == '\f' ? page + 1 : placed;
            start = end + 1;
        }

        return rows;
    }

    public bool IsRule(string text) => !IsBlank && text.AsSpan(Start, End - Start).IndexOfAnyExcept(RuleMarks) < 0;

    private static ImmutableArray<TextCell> CellsOf(string text, int start, int end)
    {
        var cells = ImmutableArray.CreateBuilder<TextCell>();
        bool isTabbed = text.AsSpan(start, end - start).Contains('\t');
        string gap = isTabbed ? "\t" : text.AsSpan(start, end - start).TrimStart().StartsWith('|') ? "|" : "  ";
        int from = start;

        for (int tab = 0; from <= end; tab++)
        {
            int length = text.AsSpan(from, end - from).IndexOf(gap, StringComparison.Ordinal);
            int to = length < 0 ? end : from + length;
            Add(text, from, to, isTabbed ? from - (Math.Min(tab, MostTabs) * TabWidth) : start, cells);
            from = to + gap.Length;
        }

        return cells.DrainToImmutable();
    }

    private static void Add(string text, int from, int to, int line, ImmutableArray<TextCell>.Builder cells)
    {
        while (from < to && char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        while (to > from && char.IsWhiteSpace(text[to - 1]))
        {
            to--;
        }

        if (to > from)
        {
            cells.Add(new TextCell(from, to, from - line));
        }
    }
}
