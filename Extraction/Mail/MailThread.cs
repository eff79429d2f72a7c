using System.Collections.Immutable;

namespace PromptIntel.Extraction.Mail;

/// <summary>
/// A mail as it was received, cut into its parts: header, new text, quotations marked or not, what is passed on, signature, notices.
/// Every line that is not blank belongs to exactly one part. Reading takes time in step with the length of the text.
/// </summary>
/// <param name="Header">Of the newest message.</param>
/// <param name="SignedWith">The name below the closing formula; null when there is none.</param>
/// <param name="Parts">In the order of the text.</param>
public sealed record MailThread(MailHeader Header, string? SignedWith, ImmutableArray<MailPart> Parts)
{
    public static MailThread Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = MailLine.Split(text);
        var headerEnd = HeaderEnd(lines, out var headerStart);
        var header = MailHeader.Read(lines[headerStart..headerEnd]);
        List<Segment> segments = [];

        if (headerEnd > headerStart)
        {
            segments.Add(new Segment(MailPartKind.Header, headerStart, headerEnd - 1));
        }

        segments.AddRange(new QuotationCutter(lines, MailWords.IsForwardedSubject(header.Subject)).Cut(headerEnd));
        segments = SignatureCutter.Cut(lines, segments);

        return new MailThread(header, SignatureCutter.SignedWith(lines, segments), [.. segments.Select(segment => segment.ToPart(lines))]);
    }

    /// <summary>A text that does not begin with header lines has none: the end is then the start.</summary>
    private static int HeaderEnd(MailLine[] lines, out int start)
    {
        start = Array.FindIndex(lines, line => !line.IsBlank);

        if (start < 0 || lines[start].Depth > 0 || MailWords.HeaderName(lines[start].Content) is null)
        {
            return start = Math.Max(start, 0);
        }

        var end = start + 1;

        while (end < lines.Length && !lines[end].IsBlank
            && (MailWords.HeaderName(lines[end].Content) is not null || char.IsWhiteSpace(lines[end].Raw[0])))
        {
            end++;
        }

        return end;
    }
}
