using System.Collections.Immutable;

namespace PromptIntel.Core.Documents;

/// <summary>
/// What was read in a document. <paramref name="Text"/> is all of it in reading order; lines say where in it they stand. A header or
/// footer that repeats stands in it once, where it came first.
/// </summary>
/// <param name="FormatVersion">Of this shape as it is stored.</param>
public sealed record DocumentReading(
    int FormatVersion, string Text, ImmutableArray<DocumentPage> Pages, ImmutableArray<ReadingNote> Notes)
{
    public const int CurrentFormat = 1;
}

/// <summary>
/// A page as it is shown: turned upright and cut to what is visible. Boxes on it count in points from its top left corner.
/// </summary>
/// <param name="Number">From 1.</param>
/// <param name="Width">In points; null where the document has no pages of a size, as plain text.</param>
public sealed record DocumentPage(int Number, double? Width, double? Height, ImmutableArray<TextBlock> Blocks);

/// <summary>A paragraph, a table, or a header or footer that repeats on other pages; in reading order.</summary>
/// <param name="Kind">One of <see cref="BlockKinds"/>.</param>
/// <param name="Lines">Empty in a table.</param>
/// <param name="Rows">Of a table only.</param>
public sealed record TextBlock(string Kind, Box? Box, ImmutableArray<TextLine> Lines, ImmutableArray<TableRow> Rows);

/// <summary>One line.</summary>
/// <param name="Start">Where it begins in the text of the document, in UTF-16 units; null for a repeated header or footer.</param>
/// <param name="JoinsNext">It ends with the hyphen of a word that the next line goes on with.</param>
/// <param name="Words">With their boxes; empty where there are none, as in plain text.</param>
public sealed record TextLine(int? Start, int Length, Box? Box, bool JoinsNext, ImmutableArray<TextWord> Words)
{
    /// <param name="text">Of the document.</param>
    public string TextIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Start is { } start ? text.Substring(start, Length) : string.Join(' ', Words.Select(word => word.Text));
    }
}

public sealed record TextWord(string Text, Box Box);

public sealed record TableRow(ImmutableArray<TableCell> Cells);

/// <summary>A cell that holds text; one that holds none is left out of its row.</summary>
/// <param name="Column">From 0.</param>
/// <param name="Columns">How many columns it goes over.</param>
public sealed record TableCell(int Column, int Columns, Box Box, ImmutableArray<TextLine> Lines);

/// <summary>What a reader of the text must know, such as a page of which nothing could be read.</summary>
/// <param name="Code">One of <see cref="NoteCodes"/>.</param>
/// <param name="Page">From 1; null when it is of the whole document.</param>
public sealed record ReadingNote(string Code, int? Page, string Detail);

public static class BlockKinds
{
    public const string Paragraph = "paragraph";
    public const string Table = "table";
    public const string Header = "header";
    public const string Footer = "footer";
}

public static class NoteCodes
{
    /// <summary>The page shows pictures only, as a scan does, or nothing.</summary>
    public const string NoText = "page_has_no_text";

    /// <summary>The page holds text in a font that does not say which characters its glyphs are; it was left out.</summary>
    public const string UnreadableText = "text_unreadable";

    /// <summary>The page could not be read.</summary>
    public const string Broken = "page_broken";
}
