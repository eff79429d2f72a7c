namespace PromptIntel.Extraction.Mail;

/// <summary>Takes the signature off the newest message, and what a mail system adds off the end of its text and of the mail.</summary>
internal static class SignatureCutter
{
    private const int MostSignatureLines = 14;
    private const int LongestSignatureLine = 90;
    private const int MostNameWords = 4;

    public static List<Segment> Cut(MailLine[] lines, List<Segment> segments)
    {
        var result = new List<Segment>();
        var newest = segments.FindLastIndex(segment => segment.Kind == MailPartKind.NewText);

        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var notice = i == newest || i == segments.Count - 1 ? NoticeStart(lines, segment) : -1;

            if (notice >= 0)
            {
                var before = LastText(lines, notice - 1);
                var disclaimer = new Segment(MailPartKind.Disclaimer, notice, segment.Last);

                if (before >= segment.First)
                {
                    result.AddRange(i == newest ? SplitSigned(lines, segment with { Last = before }) : [segment with { Last = before }]);
                }

                result.Add(disclaimer);
            }
            else
            {
                result.AddRange(i == newest ? SplitSigned(lines, segment) : [segment]);
            }
        }

        return result;
    }

    public static string? SignedWith(MailLine[] lines, List<Segment> segments)
    {
        var signature = segments.FirstOrDefault(segment => segment.Kind == MailPartKind.Signature);

        return signature is null
            ? null
            : lines[signature.First..(signature.Last + 1)]
                .Select(line => line.Content.TrimStart('-', '–', ' '))
                .FirstOrDefault(line => !MailWords.IsClosing(line) && IsName(line));
    }

    private static List<Segment> SplitSigned(MailLine[] lines, Segment segment)
    {
        var start = SignatureStart(lines, segment);

        if (start < 0)
        {
            return [segment];
        }

        // What follows "P.S." below the name is text again.
        var postscript = Array.FindIndex(lines, start, segment.Last - start + 1, line => IsPostscript(line.Content));
        List<Segment> parts = start > segment.First ? [segment with { Last = LastText(lines, start - 1) }] : [];
        parts.Add(new Segment(
            MailPartKind.Signature, start, postscript < 0 ? segment.Last : LastText(lines, postscript - 1)));

        if (postscript > start)
        {
            parts.Add(segment with { First = postscript });
        }

        return parts;
    }

    private static int SignatureStart(MailLine[] lines, Segment segment)
    {
        for (var i = Math.Max(segment.First, segment.Last - MostSignatureLines); i <= segment.Last; i++)
        {
            if (lines[i].Content is "--" or "—"
                || (MailWords.IsClosing(lines[i].Content) && IsSignature(lines, i + 1, segment.Last)))
            {
                return i;
            }
        }

        // A name alone in the last paragraph.
        var last = ParagraphStart(lines, segment, segment.Last);

        return last > segment.First && segment.Last - last < 3 && IsName(lines[last].Content.TrimStart('-', '–', ' ')) ? last : -1;
    }

    private static bool IsSignature(MailLine[] lines, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            if (IsPostscript(lines[i].Content))
            {
                return true;
            }

            if (lines[i].Content.Length > LongestSignatureLine || lines[i].Content.EndsWith('?'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPostscript(string line) =>
        (line.StartsWith("PS", StringComparison.Ordinal) && (line.Length == 2 || !char.IsLetterOrDigit(line[2])))
            || line.StartsWith("P.S.", StringComparison.Ordinal) || line.StartsWith("P. S.", StringComparison.Ordinal);

    /// <summary>One to four words, each with a capital, and no sentence.</summary>
    private static bool IsName(string line)
    {
        var words = line.Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries);

        return words.Length is > 0 and <= MostNameWords && line.Length <= 40 && line[^1] is not (',' or ':' or '?' or '!' or '.')
            && words.All(word => char.IsUpper(word[0]) || word is "de" or "von" or "van" or "der" or "del" or "la" or "di");
    }

    /// <summary>
    /// A first paragraph that begins like a notice is one only if nothing follows it; what a question or a closing formula follows is text.
    /// </summary>
    private static int NoticeStart(MailLine[] lines, Segment segment)
    {
        var start = -1;

        for (var last = segment.Last; last >= segment.First;)
        {
            var first = ParagraphStart(lines, segment, last);

            if (MailWords.IsDisclaimer(lines[first].Content))
            {
                var isAlone = last == segment.Last && segment.Kind == MailPartKind.NewText;
                start = first > segment.First || isAlone ? first : start;
            }
            else if (Array.Exists(lines[first..(last + 1)], line => line.Content.EndsWith('?') || MailWords.IsClosing(line.Content)))
            {
                break;
            }

            last = LastText(lines, first - 1);
        }

        return start;
    }

    private static int ParagraphStart(MailLine[] lines, Segment segment, int last)
    {
        while (last > segment.First && !lines[last - 1].IsBlank)
        {
            last--;
        }

        return last;
    }

    /// <summary>The index or the last one before it that is not blank; -1 when there is none.</summary>
    private static int LastText(MailLine[] lines, int i)
    {
        while (i >= 0 && lines[i].IsBlank)
        {
            i--;
        }

        return i;
    }
}
