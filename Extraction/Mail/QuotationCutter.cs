using System.Globalization;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Mail;

/// <summary>
/// Tells what the sender writes now from what is quoted or passed on. Marked lines belong to a message by their depth; what follows an
/// introduction or a header in the middle without marks is old to its end.
/// </summary>
internal sealed class QuotationCutter(MailLine[] lines, bool isForwardedSubject)
{
    private const int MostIntroductionLines = 3;
    private const int MostHeaderLines = 10;
    private const int LongestIntroduction = 300;

    private readonly List<Segment> _segments = [];
    private Segment? _open;
    private int _openDepth;

    /// <summary>What lines without marks belong to.</summary>
    private Segment _unmarked = new(MailPartKind.NewText, 0, 0);

    public List<Segment> Cut(int start)
    {
        for (var i = start; i < lines.Length;)
        {
            var end = lines[i].IsBlank ? i : Introduction(i);

            if (end > i)
            {
                end = Math.Min(end, lines.Length);
                Extend(end - 1);
                i = end;
                continue;
            }

            if (!lines[i].IsBlank)
            {
                Add(i);
            }

            i++;
        }

        Close();

        return _segments;
    }

    private void Add(int i)
    {
        var depth = lines[i].Depth;

        if (_open is null || depth != _openDepth)
        {
            Close();
            _openDepth = depth;
            _open = depth > 0 ? new Segment(MailPartKind.Quoted, i, i, IsMarked: true) : _unmarked with { First = i };
        }

        Extend(i);
    }

    private void Extend(int last) => _open = _open is null ? null : _open with { Last = last };

    private void Close()
    {
        if (_open is not null)
        {
            _segments.Add(_open);
            _open = null;
        }
    }

    /// <summary>Opens a part where one is introduced at the line.</summary>
    /// <returns>The line after the introduction; the line itself where there is none.</returns>
    private int Introduction(int i)
    {
        var line = lines[i].Content;
        var depth = lines[i].Depth;

        if (MailWords.SeparatesForwarded(line) || MailWords.SeparatesOriginal(line))
        {
            var isForwarded = MailWords.SeparatesForwarded(line);
            var below = NextText(i + 1);
            var header = HeaderAt(below, depth, out var headerEnd);

            var end = headerEnd > below ? headerEnd : i + 1;

            return Open(i, end, depth, isForwarded, header?.SenderName ?? header?.SenderAddress, Day(header));
        }

        // A rule across the page belongs to the message below it.
        var next = MailWords.IsRule(line) ? NextText(i + 1) : i;

        if (next > i && next < lines.Length && !MailWords.IsRule(lines[next].Content) && Introduction(next) is var after && after > next)
        {
            _open = _open! with { First = i };

            return after;
        }

        if (MailWords.HeaderName(line) is { } name && MailWords.Senders.Contains(name) && HeaderAt(i, depth, out var innerEnd) is { } inner)
        {
            return Open(i, innerEnd, depth, isForwardedSubject && depth == 0, inner.SenderName ?? inner.SenderAddress, Day(inner));
        }

        for (var (text, last) = (line, i); ; text = $"{text} {lines[last].Content}")
        {
            if (text.Length <= LongestIntroduction && MailWords.IntroducesQuotation(text))
            {
                return Open(i, last + 1, depth, false, Author(text), Day(text));
            }

            if (!MailWords.MayIntroduce(line)
                || ++last >= Math.Min(lines.Length, i + MostIntroductionLines)
                || lines[last].IsBlank || lines[last].Depth != depth)
            {
                return i;
            }
        }
    }

    private int Open(int first, int end, int depth, bool isForwarded, string? author, string? sentAt)
    {
        var next = NextText(end);
        var nextDepth = next < lines.Length ? lines[next].Depth : depth;
        Close();

        if (nextDepth > depth)
        {
            _openDepth = nextDepth;
            _open = new Segment(MailPartKind.Quoted, first, first, true, author, sentAt);

            return end;
        }

        _openDepth = depth;
        _open = new Segment(
            isForwarded ? MailPartKind.Forwarded : MailPartKind.Quoted, first, first, isForwarded ? null : depth > 0, author, sentAt);

        if (depth == 0)
        {
            _unmarked = _open;
        }

        return end;
    }

    /// <summary>A block of header lines with a sender and one more; null when there is none.</summary>
    private MailHeader? HeaderAt(int i, int depth, out int end)
    {
        end = i;

        while (end < Math.Min(lines.Length, i + MostHeaderLines) && lines[end].Depth == depth
            && MailWords.HeaderName(lines[end].Content) is not null)
        {
            end++;
        }

        var header = end - i >= 2 ? MailHeader.Read(lines[i..end]) : null;
        end = header is null ? i : end;

        return header is { SenderName: null, SenderAddress: null } ? null : header;
    }

    private int NextText(int i)
    {
        while (i < lines.Length && lines[i].IsBlank)
        {
            i++;
        }

        return i;
    }

    /// <summary>"On 18 Sep 2026, at 10:31, Eva Lind &lt;eva@example.org&gt; wrote:"; German has the verb before the name.</summary>
    private static string? Author(string introduction)
    {
        var verb = introduction.IndexOf(" schrieb ", StringComparison.Ordinal);
        var (name, address) = MailHeader.Sender(verb >= 0 ? introduction[(verb + 9)..].TrimEnd(':') : introduction);

        if (verb < 0 && name is not null)
        {
            var words = name[(name.LastIndexOf(',') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var last = Array.FindLastIndex(words, word => word.AsSpan().ContainsAnyInRange('0', '9'));
            name = string.Join(' ', words[(last + 1)..].TakeWhile(word => char.IsUpper(word[0])));
        }

        return string.IsNullOrWhiteSpace(name) ? address : name;
    }

    private static string? Day(MailHeader? header) => header?.SentAt?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string? Day(string introduction) =>
        new DateScanner(new SourceDocument(introduction), isDayFirst: true).Scan() is [{ Value: { } day }, ..]
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
}
