using System.Buffers;
using System.Globalization;

namespace PromptIntel.Extraction.Mail;

/// <summary>Particulars of a message by its header lines; null what they do not say.</summary>
/// <param name="SentAt">With the offset that the Date line states; null without one.</param>
public sealed record MailHeader(string? SenderName, string? SenderAddress, string? Subject, DateTimeOffset? SentAt)
{
    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" >)],;\"\t");

    private static readonly string[] Formats =
    [
        "d MMM yyyy H:mm:ss zzz", "d MMM yyyy H:mm zzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd HH:mm:ss zzz",
        "yyyy-MM-dd HH:mm zzz",
    ];

    internal static MailHeader Empty { get; } = new(null, null, null, null);

    internal static MailHeader Read(IEnumerable<MailLine> lines)
    {
        MailHeader header = Empty;
        string? open = null;
        List<string> subject = [];

        foreach (var line in lines)
        {
            if (open is not null && line.Content.Length > 0 && char.IsWhiteSpace(line.Raw[0]))
            {
                if (MailWords.Subjects.Contains(open))
                {
                    subject.Add(line.Content);
                }
            }
            else if (MailWords.HeaderName(line.Content) is { } name)
            {
                open = name;
                var value = line.Content[(line.Content.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                subject = MailWords.Subjects.Contains(name) ? [value] : subject;
                header = header.With(name, value);
            }
        }

        return subject.Count > 0 ? header with { Subject = string.Join(' ', subject) } : header;
    }

    private MailHeader With(string name, string value)
    {
        if (MailWords.Senders.Contains(name))
        {
            var (person, address) = Sender(value);

            return this with { SenderName = person, SenderAddress = address };
        }

        return MailWords.Dates.Contains(name) ? this with { SentAt = Instant(value) } : this;
    }

    /// <summary>"Ann Lee &lt;ann@example.org&gt;", "ann@example.org (Ann Lee)", or either alone.</summary>
    internal static (string? Name, string? Address) Sender(string value)
    {
        var at = value.IndexOf('@', StringComparison.Ordinal);

        if (at < 0)
        {
            return (Name(value), null);
        }

        var start = value.LastIndexOfAny([' ', '<', '(', '[', '"', ':', ',', '\t'], at) + 1;
        var length = value.AsSpan(at).IndexOfAny(AddressEnds);
        var end = length < 0 ? value.Length : at + length;
        var address = value[start..end];
        var name = Name(value[..start]) ?? Name(value[end..]);

        return (name, address.Length > 3 && address.IndexOf('@', StringComparison.Ordinal) > 0 ? address : null);
    }

    private static string? Name(string text)
    {
        var name = text.Trim(' ', '"', '\'', '<', '>', '(', ')', '[', ']', ',', ';', '\t');
        name = name.EndsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? name[..^7].Trim(' ', '[', '<') : name;

        return name.Length > 0 && name.Any(char.IsLetter) && !name.Contains('@', StringComparison.Ordinal) ? name : null;
    }

    private static DateTimeOffset? Instant(string value)
    {
        // The name of the day says nothing new, a comment names the zone once more.
        var comma = value.IndexOf(',', StringComparison.Ordinal);
        var comment = value.IndexOf('(', StringComparison.Ordinal);
        var text = value[(comma is >= 0 and < 12 ? comma + 1 : 0)..(comment > comma ? comment : value.Length)].Trim();
        text = text.Replace(" GMT", " +00:00", StringComparison.Ordinal).Replace(" UTC", " +00:00", StringComparison.Ordinal);

        if (text.Length > 5 && text[^5] is '+' or '-')
        {
            text = text.Insert(text.Length - 2, ":");
        }

        return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var sent)
            ? sent
            : null;
    }
}
