using System.Collections.Immutable;

using PromptIntel.Core.Documents;
using PromptIntel.DocumentReader.Forms;
using PromptIntel.DocumentReader.Layout;

using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Exceptions;

namespace PromptIntel.DocumentReader;

/// <summary>Reads one PDF from strangers. Whatever it throws is the file's fault and becomes a refusal.</summary>
internal static class PdfFile
{
    /// <summary>From what part of unreadable glyphs on a page is said to be unreadable, and not merely to hold an odd sign.</summary>
    private const double UnreadablePart = 0.2;

    private static readonly ParsingOptions Options = new() { UseLenientParsing = true, SkipMissingFonts = true, ClipPaths = false };

    public static PdfReaderAnswer Read(byte[] content, ReaderLimits limits)
    {
        try
        {
            (PdfDocument? opened, DocumentRefusal? refusal) = Open(content, limits);
            using PdfDocument? document = opened;
            return document is null ? new PdfReaderAnswer(null, refusal) : Read(document, limits);
        }
        catch (OutOfMemoryException)
        {
            return Refuse(RefusalCodes.TooComplex, "Reading it needs more memory than one document may use.");
        }
    }

    private static (PdfDocument? Document, DocumentRefusal? Refusal) Open(byte[] content, ReaderLimits limits)
    {
        try
        {
            PdfDocument document = PdfDocument.Open(content, Options);
            return document.NumberOfPages > limits.MaxPages
                ? (null, new(RefusalCodes.TooLarge, $"It has more than {limits.MaxPages} pages."))
                : document.NumberOfPages < 1 ? (null, new(RefusalCodes.Broken, "It has no pages."))
                : (document, null);
        }
        catch (PdfDocumentEncryptedException)
        {
            return (null, new(RefusalCodes.Encrypted, "It opens with a password only, or its encryption is not known here."));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return (null, new(RefusalCodes.Broken, "It is damaged, cut off or no PDF: its structure cannot be followed."));
        }
    }

    private static PdfReaderAnswer Read(PdfDocument document, ReaderLimits limits)
    {
        var pages = new List<PageLayout>();
        var notes = ImmutableArray.CreateBuilder<ReadingNote>();
        var unreadable = new UnreadableFonts(document);
        var fields = new FormFields(document, limits);
        int left = limits.MaxCharacters;

        for (int number = 1; number <= document.NumberOfPages; number++)
        {
            PageGlyphs glyphs = ReadPage(document, number, unreadable, fields);
            left -= glyphs.Count;

            if (fields.Excess is { } excess)
            {
                return Refuse(RefusalCodes.TooComplex, excess);
            }

            if (left < 0)
            {
                return Refuse(RefusalCodes.TooLarge, $"It has more than {limits.MaxCharacters} characters.");
            }

            if (glyphs.Problem is { } problem)
            {
                notes.Add(new ReadingNote(problem, number, DetailOf(problem)));
            }

            pages.Add(PageLayout.Of(number, glyphs));
        }

        return pages.All(page => page.Blocks.IsEmpty)
            ? RefuseEmpty(notes)
            : new PdfReaderAnswer(FlowingText.Join(RepeatedMargins.Mark(pages), notes.ToImmutable()), null);
    }

    private static PageGlyphs ReadPage(PdfDocument document, int number, UnreadableFonts unreadable, FormFields fields)
    {
        try
        {
            Page page = document.GetPage(number);
            PageGlyphs glyphs = FormGlyphs.AddTo(PageGlyphs.Of(page, unreadable), fields.On(page));
            return glyphs.Count == 0
                ? glyphs with { Problem = glyphs.Unreadable > 0 ? NoteCodes.UnreadableText : NoteCodes.NoText }
                : glyphs.Unreadable > UnreadablePart * (glyphs.Unreadable + glyphs.Count)
                    ? glyphs with { Problem = NoteCodes.UnreadableText }
                    : glyphs;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return PageGlyphs.Broken;
        }
    }

    private static PdfReaderAnswer RefuseEmpty(IReadOnlyCollection<ReadingNote> notes) =>
        notes.Any(note => note.Code == NoteCodes.UnreadableText)
            ? Refuse(RefusalCodes.TextUnreadable, "Its fonts do not say which characters their glyphs are, so its text cannot be told.")
            : notes.All(note => note.Code == NoteCodes.Broken)
                ? Refuse(RefusalCodes.Broken, "None of its pages can be read.")
                : Refuse(RefusalCodes.NoText, "Its pages hold no text, as those of a scan do; text recognition is not done here.");

    private static string DetailOf(string code) => code switch
    {
        NoteCodes.UnreadableText => "The page has text in a font that does not say which characters its glyphs are; it was left out.",
        NoteCodes.Broken => "The page could not be read.",
        _ => "The page holds no text, as a scan or an empty page.",
    };

    private static PdfReaderAnswer Refuse(string code, string detail) => new(null, new DocumentRefusal(code, detail));
}
