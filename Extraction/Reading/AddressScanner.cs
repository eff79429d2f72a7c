using System.Buffers;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Finds e-mail addresses, web addresses and international telephone numbers by their marks (@, www, ://, +).</summary>
internal static class AddressScanner
{
    private const int LongestLocalPart = 64;
    private const int LongestHost = 255;
    private const int LongestUrl = 2_000;
    private const int LongestPhone = 28;

    /// <summary>What RFC 5322 allows in a local part, without "=", which parts a name from its value.</summary>
    private static readonly SearchValues<char> LocalParts =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/?^_`{}~");

    private static readonly SearchValues<char> UrlStarts = SearchValues.Create("hwHW");
    private static readonly SearchValues<char> UrlEnds = SearchValues.Create(" \t\r\n<>\"|“”«»");

    /// <summary>Whole addresses only: one whose beginning or end is uncertain is none, for a part of it would reach somebody
    /// else.</summary>
    public static List<Slice> Emails(string text)
    {
        var found = new List<Slice>();

        for (var at = text.IndexOf('@'); at >= 0; at = at + 1 < text.Length ? text.IndexOf('@', at + 1) : -1)
        {
            if (EmailAt(text, at) is { } email)
            {
                found.Add(email);
            }
        }

        return found;
    }

    private static Slice? EmailAt(string text, int at)
    {
        var (start, end) = (at, at + 1);

        while (start > 0 && at - start <= LongestLocalPart && !IsBreak(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && end - at <= LongestHost && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
        {
            end++;
        }

        // Marks around an address, as in *a@b.example* or 'a@b.example', are no part of it.
        while (start < at && end < text.Length && text[start] is '*' or '_' or '`' or '\'' && text[end] == text[start])
        {
            start++;
        }

        end -= text[end - 1] is '.' or '-' ? 1 : 0;
        var local = text.AsSpan(start, at - start);
        var host = text.AsSpan(at + 1, end - at - 1);
        var isWhole = (start == 0 || text[start - 1] != '@') && !IsBehindBar(text, start) && (end == text.Length
            || text[end] is not ('@' or '_' or '%' or '&' or '=' or '+'));

        return isWhole && IsDotted(local, LongestLocalPart) && IsLocalPart(local) && local[0] != '-' && IsDotted(host, LongestHost)
            && host.Contains('.')
            ? new Slice(text, start, end)
            : null;
    }

    /// <summary>"first|last@acme.example": the bar may belong to the address; "E-mail|ann@acme.example" is a row of cells.</summary>
    private static bool IsBehindBar(string text, int start)
    {
        if (start < 2 || text[start - 1] != '|' || char.IsWhiteSpace(text[start - 2]) || text[start - 2] == '|')
        {
            return false;
        }

        var from = Math.Max(0, start - 1 - LongestHost);
        var before = text.AsSpan(from, start - 1 - from);
        before = before[(before.LastIndexOf('\n') + 1)..];

        var isCell = before.Contains("mail", StringComparison.OrdinalIgnoreCase)
            || before.Contains("corr", StringComparison.OrdinalIgnoreCase)
            || before.Contains("cour", StringComparison.OrdinalIgnoreCase);

        return !isCell || before.ContainsAny('|', ':');
    }

    private static bool IsBreak(char c) => char.IsWhiteSpace(c)
        || c is '<' or '>' or '(' or ')' or '[' or ']' or ',' or ';' or ':' or '"' or '|' or '“' or '”' or '«' or '»' or '@' or '„';

    /// <summary>Parts between single dots.</summary>
    private static bool IsDotted(ReadOnlySpan<char> part, int longest) =>
        part.Length > 0 && part.Length <= longest && part[0] != '.' && part[^1] != '.' && !part.Contains("..", StringComparison.Ordinal);

    private static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        foreach (var c in local)
        {
            if (!char.IsLetterOrDigit(c) && !LocalParts.Contains(c))
            {
                return false;
            }
        }

        return true;
    }

    public static List<Slice> Urls(string text)
    {
        var found = new List<Slice>();

        for (var at = 0; at < text.Length;)
        {
            var next = text.AsSpan(at).IndexOfAny(UrlStarts);

            if (next < 0)
            {
                break;
            }

            at += next;
            var rest = text.AsSpan(at, Math.Min(LongestUrl, text.Length - at));
            var isStart = (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                && (StartsWith(rest, "https://") || StartsWith(rest, "http://") || StartsWith(rest, "www."));

            if (!isStart)
            {
                at++;
                continue;
            }

            var url = Cut(text, at, rest);
            found.Add(url);
            at = Math.Max(url.End, at + 1);
        }

        return found;
    }

    /// <summary>A bare host name such as <c>example.org/results</c> that begins the answer.</summary>
    public static Slice? BareHost(Slice answer)
    {
        var trimmed = answer.TrimSentence();
        var end = trimmed.Span.IndexOfAny(UrlEnds);
        var word = end < 0 ? trimmed : trimmed.From(trimmed.Start, trimmed.Start + end);
        word = word.TrimSentence();
        var slash = word.Span.IndexOf('/');
        var host = slash < 0 ? word.Span : word.Span[..slash];
        var dot = host.LastIndexOf('.');
        var isHost = dot > 1
            && host.Length - dot is > 2 and < 20
            && !host[(dot + 1)..].ContainsAnyExceptInRange('a', 'z')
            && !host.Contains('@')
            && host.IndexOfAnyInRange('a', 'z') >= 0;

        return isHost ? word : null;
    }

    public static List<Slice> Phones(string text)
    {
        var found = new List<Slice>();

        for (var at = text.IndexOf('+'); at >= 0; at = at + 1 < text.Length ? text.IndexOf('+', at + 1) : -1)
        {
            if (PhoneAt(text, at) is { } phone)
            {
                found.Add(phone);
            }
        }

        return found;
    }

    /// <summary>
    /// Digits with the usual separators and an extension from <paramref name="start"/>; null when they are too few or too many for a
    /// telephone, or go on in letters ("+1 800 555 SHOP").
    /// </summary>
    public static Slice? PhoneAt(string text, int start)
    {
        var (end, digits, at) = (start, 0, start);

        for (; at < text.Length && at - start <= LongestPhone; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                digits++;
                end = at + 1;
            }
            else if (text[at] == '/' && digits >= 7 && at > 0 && text[at - 1] == ' ')
            {
                break;
            }
            else if (!(text[at] is ' ' or '\u00a0' or '-' or '(' or ')' or '.' or '/' || (text[at] == '+' && at == start)))
            {
                break;
            }
        }

        var rest = text.AsSpan(end, Math.Min(24, text.Length - end));
        rest = rest.IndexOf('\n') is var line and >= 0 ? rest[..line] : rest;
        var isWhole = at - start <= LongestPhone && !(rest.Length > 0 && char.IsLetterOrDigit(rest[0]) && rest[0] is not ('x' or 'e'));
        var word = rest.TrimStart(" -");
        var isWord = word.Length > 1 && char.IsUpper(word[0]) && char.IsUpper(word[1]) && rest.Length > word.Length;

        return digits is >= 7 and <= 15 && isWhole && !isWord ? new Slice(text, start, end + ExtensionLength(rest)) : null;
    }

    /// <summary>The length of " ext. 12", "x12" or " extension 12"; 0 without one.</summary>
    private static int ExtensionLength(ReadOnlySpan<char> rest)
    {
        var word = rest.TrimStart(" ,");
        var mark = StartsWith(word, "extension") ? 9 : StartsWith(word, "ext") ? 3 : StartsWith(word, "x") ? 1 : 0;

        if (mark == 0)
        {
            return 0;
        }

        var number = word[mark..].TrimStart(". ");
        var digits = number.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : number.Length;

        return digits is > 0 and < 7 ? rest.Length - number.Length + digits : 0;
    }

    private static Slice Cut(string text, int at, ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAny(UrlEnds);
        var url = (length < 0 ? rest : rest[..length]).TrimEnd(".,;:!?'*_");

        // A closing bracket belongs to the address only if it was opened there.
        while (url.EndsWith(')') && url.Count(')') > url.Count('('))
        {
            url = url[..^1].TrimEnd(".,;:!?'*_");
        }

        return new Slice(text, at, at + url.Length);
    }

    private static bool StartsWith(ReadOnlySpan<char> text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
