using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Documents;

namespace PromptIntel.Api.Documents;

/// <summary>The body of an upload: one file, PDF or text.</summary>
internal sealed record UploadDocumentForm(IFormFile File);

/// <param name="Id">The SHA-256 of the bytes, lowercase hexadecimal.</param>
/// <param name="Status">Partial when the notes say what could not be read.</param>
/// <param name="Encoding">How the bytes of a text were read: utf-8, utf-16le, utf-16be or windows-1252.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Characters">Of the text that was read.</param>
/// <param name="UserId">Who uploaded it.</param>
internal sealed record DocumentItem(
    string Id,
    [property: OneOf("complete", "partial")] string Status,
    string? FileName,
    [property: OneOf("application/pdf", "text/plain")] string MediaType,
    string? Encoding,
    long Size,
    int Pages,
    int Characters,
    string? UserId,
    DateTimeOffset UploadedAt,
    IReadOnlyList<NoteItem> Notes);

/// <param name="Page">From 1; null when it is of the whole document.</param>
internal sealed record NoteItem(
    [property: OneOf(NoteCodes.NoText, NoteCodes.UnreadableText, NoteCodes.Broken)] string Code, int? Page, string Detail);

/// <param name="Text">All text in reading order; <c>start</c> and <c>length</c> of lines count in it, in UTF-16 units.</param>
internal sealed record DocumentTextResponse(
    string Id, string Text, IReadOnlyList<PageItem> Pages, IReadOnlyList<NoteItem> Notes);

/// <param name="Width">In points; null for plain text. Boxes are <c>[left, top, right, bottom]</c> in points from the top left.</param>
internal sealed record PageItem(int Number, double? Width, double? Height, IReadOnlyList<BlockItem> Blocks);

/// <param name="Kind">A header or footer where it repeats on other pages.</param>
/// <param name="Rows">Of a table only.</param>
internal sealed record BlockItem(
    [property: OneOf(BlockKinds.Paragraph, BlockKinds.Table, BlockKinds.Header, BlockKinds.Footer)] string Kind,
    IReadOnlyList<double>? Box, IReadOnlyList<LineItem> Lines, IReadOnlyList<RowItem> Rows);

/// <param name="Start">Null for a header or footer that stands in the text already.</param>
/// <param name="JoinsNext">Whether it ends with the hyphen of a word that the next line goes on with.</param>
/// <param name="Words">Empty for plain text.</param>
internal sealed record LineItem(
    int? Start, int Length, string Text, IReadOnlyList<double>? Box, bool JoinsNext, IReadOnlyList<WordItem> Words);

internal sealed record WordItem(string Text, IReadOnlyList<double> Box);

internal sealed record RowItem(IReadOnlyList<CellItem> Cells);

/// <param name="Column">From 0; a cell without text is left out.</param>
/// <param name="Columns">How many columns it goes over.</param>
internal sealed record CellItem(int Column, int Columns, string Text, IReadOnlyList<double> Box, IReadOnlyList<LineItem> Lines);
