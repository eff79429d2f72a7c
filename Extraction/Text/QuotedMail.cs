using System.Buffers;

namespace PromptIntel.Extraction.Text;

/// <summary>
/// Mutes what a mail carries of others: the message that it answers, quoted with or without marks; whom it is addressed to; and headers and
/// footers that repeat on every page.
/// </summary>
/// <param name="spend">Told of every stretch that is looked at for each quotation.</param>
internal sealed class QuotedMail(string text, Action<int> spend)
{
    private const int FewestOwnLines = 3;
    private const int HeaderLines = 6;
    private const int LongestAddressee = 60;

    private static readonly string[] Senders = ["From:", "Von:", "De:", "Da:", "Van:"];
    private static readonly string[] Others =
        ["Sent:", "Date:", "To:", "Cc:", "Subject:", "Gesendet:", "Datum:", "An:", "Betreff:", "Enviado", "Fecha:", "Para:", "Asunto:",
        "Envoyé", "À:", "Objet:"];
    private static readonly SearchValues<char> DomainEnds = SearchValues.Create(" >]),;");
    private static readonly string[] Subjects = ["Subject:", "Betreff:", "Asunto:", "Objet:"];
    private static readonly string[] Forwards = ["FW:", "Fw:", "FWD:", "Fwd:", "WG:", "TR:", "RV:"];
    private static readonly string[] Addressees = ["To:", "Cc:", "Bcc:", "An:", "Para:", "À:", "Aan:", "Till:"];
    private static readonly string[] Receivers = ["To:", "An:", "Para:", "À:", "Aan:", "Till:"];
    private static readonly string[] Writes =
        ["wrote:", "schrieb:", "écrit :", "écrit:", "escribió:", "ha scritto:", "schreef:", "skrev:"];

    public void Mute(List<Line> lines)
    {
        MuteRepeated(lines);
        MuteAddressee(lines);

        var (house, forwarding) = (DomainOf(lines, 0).ToString(), ForwardingLine(lines));
        var own = 0;

        for (var i = 0; i < lines.Count; i++)
        {
            var line = LineAt(lines, i);

            if (StartsWithAny(line, Addressees) && IsHeader(lines, i))
            {
                lines[i] = lines[i] with { IsMuted = true };
            }
            else if (own >= FewestOwnLines && BeginsQuoted(lines, i))
            {
                // The sender passes on what somebody of the same house wrote.
                var isOwn = forwarding < i && house.Length > 0 && DomainOf(lines, i).SequenceEqual(house);

                for (; i < lines.Count && (!isOwn || !LineAt(lines, i).IsEmpty); i++)
                {
                    lines[i] = lines[i] with { IsMuted = true };
                }
            }

            own += line.IsEmpty || (i < lines.Count && lines[i].IsMuted) || StartsWithAny(line, Senders)
                || StartsWithAny(line, Others) ? 0 : 1;
        }
    }

    /// <summary>
    /// Details of whom the mail goes to, further down: a paragraph that begins with the name or holds the address that stands behind "To:".
    /// </summary>
    private void MuteAddressee(List<Line> lines)
    {
        var header = 0;

        while (header < Math.Min(lines.Count, HeaderLines) && !StartsWithAny(LineAt(lines, header), Receivers))
        {
            header++;
        }

        if (header >= Math.Min(lines.Count, HeaderLines) || !IsHeader(lines, header))
        {
            return;
        }

        var whom = LineAt(lines, header)[(LineAt(lines, header).IndexOf(':') + 1)..].Trim();
        var open = whom.IndexOf('<');
        var name = (open < 0 ? whom : whom[..open]).Trim(" \"'").ToString();

        // A name of one word, or an address alone, begins lines of others too.
        if (name.Length > LongestAddressee || !name.Contains(' ') || name.Contains('@') || name.Contains(','))
        {
            return;
        }

        var isTheirs = false;

        for (var i = header + 1; i < lines.Count; i++)
        {
            var line = LineAt(lines, i);
            spend(line.Length);
            var isName = line.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && (line.Length == name.Length || line[name.Length] is ' ' or '|' or ',' && line[name.Length..].TrimStart() is ['|' or ','
                    or '-' or '–' or '(', ..]);
            isTheirs = !line.IsEmpty && (isTheirs || isName);

            if (isTheirs)
            {
                lines[i] = lines[i] with { IsMuted = true };
            }
        }
    }

    /// <summary>"On Monday Ann Lee wrote:", or a header of sender and date in the middle of the text.</summary>
    private bool BeginsQuoted(List<Line> lines, int i)
    {
        var line = LineAt(lines, i);

        if (Array.Exists(Writes, line.ToString().EndsWith) || IntroducesOther(line))
        {
            // Marked quotations mute themselves, and between them the author answers.
            return !LineAfter(lines, i).StartsWith('>');
        }

        return (StartsWithAny(line, Senders) && IsHeader(lines, i)) || line.Contains("Original Message", StringComparison.OrdinalIgnoreCase)
            || line.Contains("Ursprüngliche Nachricht", StringComparison.OrdinalIgnoreCase)
                || line.Contains("Mensaje original", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>"Ann Lee &lt;ann@acme.example&gt; kirjoitti 2.11.2026:": an address in angles, a day, a colon, in any language.</summary>
    private static bool IntroducesOther(ReadOnlySpan<char> line) =>
        line.EndsWith(':') && line.Length < 200 && line.IndexOf('<') is var open and >= 0 && line[open..].IndexOf('>') is var close and > 3
        && line.Slice(open, close).Contains('@') && line[..open].Trim().Length > 0
        && line.IndexOfAnyInRange('0', '9') >= 0;

    /// <summary>The line with a subject that says so; beyond all lines without one.</summary>
    private int ForwardingLine(List<Line> lines)
    {
        for (var i = 0; i < Math.Min(lines.Count, HeaderLines); i++)
        {
            var line = LineAt(lines, i);
            var colon = line.IndexOf(':');

            if (colon > 0 && StartsWithAny(line, Subjects) && StartsWithAny(line[(colon + 1)..].TrimStart(), Forwards))
            {
                return i;
            }
        }

        return int.MaxValue;
    }

    /// <summary>Of the first sender from a line on; empty without one.</summary>
    private ReadOnlySpan<char> DomainOf(List<Line> lines, int from)
    {
        for (var i = from; i < Math.Min(lines.Count, from + HeaderLines); i++)
        {
            var line = LineAt(lines, i);
            spend(line.Length);

            if (StartsWithAny(line, Senders) && line.LastIndexOf('@') is var at and > 0)
            {
                var domain = line[(at + 1)..];
                var end = domain.IndexOfAny(DomainEnds);

                return end < 0 ? domain : domain[..end];
            }
        }

        return [];
    }

    private bool IsHeader(List<Line> lines, int at)
    {
        var others = 0;

        for (var i = Math.Max(0, at - HeaderLines); i < Math.Min(lines.Count, at + HeaderLines); i++)
        {
            others += i != at && (StartsWithAny(LineAt(lines, i), Others) || StartsWithAny(LineAt(lines, i), Senders)) ? 1 : 0;
        }

        return others > 0;
    }

    /// <summary>Lines that differ in their page number only.</summary>
    private void MuteRepeated(List<Line> lines)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);

        for (var i = 0; i < lines.Count; i++)
        {
            var line = LineAt(lines, i);

            if (line.Length is < 10 or > 160 || line.IndexOfAnyInRange('0', '9') < 0 || !(NamesPage(line) || EndsInPage(line)))
            {
                continue;
            }

            var key = string.Concat(line.ToString().Where(c => !char.IsAsciiDigit(c)));

            if (seen.TryGetValue(key, out var first))
            {
                lines[first] = lines[first] with { IsMuted = true };
                lines[i] = lines[i] with { IsMuted = true };
            }
            else
            {
                seen[key] = i;
            }
        }
    }

    /// <summary>"2/14"</summary>
    private static bool EndsInPage(ReadOnlySpan<char> line)
    {
        var number = line.TrimEnd("0123456789");

        return number.Length < line.Length && number.EndsWith('/') && number.Length > 1 && char.IsAsciiDigit(number[^2])
            && line.Contains("  ", StringComparison.Ordinal);
    }

    private static bool NamesPage(ReadOnlySpan<char> line) =>
        line.Contains("page", StringComparison.OrdinalIgnoreCase) || line.Contains("seite", StringComparison.OrdinalIgnoreCase)
            || line.Contains("página", StringComparison.OrdinalIgnoreCase);

    private ReadOnlySpan<char> LineAt(List<Line> lines, int i) => text.AsSpan(lines[i].Start, lines[i].End - lines[i].Start).Trim();

    private ReadOnlySpan<char> LineAfter(List<Line> lines, int i)
    {
        for (var next = i + 1; next < lines.Count; next++)
        {
            if (!LineAt(lines, next).IsEmpty)
            {
                return LineAt(lines, next);
            }
        }

        return [];
    }

    private static bool StartsWithAny(ReadOnlySpan<char> line, string[] marks)
    {
        foreach (var mark in marks)
        {
            if (line.StartsWith(mark, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
