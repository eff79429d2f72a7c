using System.Collections.Immutable;

namespace PromptIntel.Core.Documents.PlainText;

/// <summary>Takes a text apart: form feeds end pages, empty lines end paragraphs. The text stays as it is.</summary>
internal static class PlainTextReader
{
    public static ReadResult Read(string text, DocumentOptions options)
    {
        if (text.Length > options.MaxCharacters)
        {
            return Refuse(RefusalCodes.TooLarge, $"It has more than {options.MaxCharacters} characters.");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Refuse(RefusalCodes.NoText, "It holds nothing but white space.");
        }

        int pages = text.AsSpan().Count('\f') + 1;
        return pages > options.MaxPages
            ? Refuse(RefusalCodes.TooLarge, $"It has more than {options.MaxPages} pages.")
            : new ReadResult.Read(new DocumentReading(DocumentReading.CurrentFormat, text, [.. Pages(text)], []));
    }

    private static ReadResult.Refused Refuse(string code, string detail) => new(new DocumentRefusal(code, detail));

    private static IEnumerable<DocumentPage> Pages(string text)
    {
        int start = 0;

        for (int number = 1; start <= text.Length; number++)
        {
            int end = text.IndexOf('\f', start) is >= 0 and var found ? found : text.Length;
            yield return new DocumentPage(number, null, null, Blocks(text, start, end));
            start = end + 1;
        }
    }

    private static ImmutableArray<TextBlock> Blocks(string text, int start, int end)
    {
        var blocks = ImmutableArray.CreateBuilder<TextBlock>();
        var lines = ImmutableArray.CreateBuilder<TextLine>();

        foreach (TextLine line in Lines(text, start, end))
        {
            if (!text.AsSpan(line.Start!.Value, line.Length).IsWhiteSpace())
            {
                lines.Add(line);
            }
            else if (lines.Count > 0)
            {
                blocks.Add(new TextBlock(BlockKinds.Paragraph, null, lines.DrainToImmutable(), []));
            }
        }

        if (lines.Count > 0)
        {
            blocks.Add(new TextBlock(BlockKinds.Paragraph, null, lines.DrainToImmutable(), []));
        }

        return blocks.DrainToImmutable();
    }

    private static IEnumerable<TextLine> Lines(string text, int start, int end)
    {
        while (start < end)
        {
            int length = text.AsSpan(start, end - start).IndexOfAny('\r', '\n');
            length = length < 0 ? end - start : length;
            yield return new TextLine(start, length, null, JoinsNext: false, []);
            start += length;
            start += text.AsSpan(start, end - start).StartsWith("\r\n") ? 2 : 1;
        }
    }
}
