using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>
/// Values that a text says without a label and outside a declared sentence, if it holds only one of their kind: an address, a telephone
/// number, a company, a span of time, a name that ends in a declared word.
/// </summary>
/// <param name="isLabel">A place is inside a label that asks for a field: what stands there is no value.</param>
internal sealed class SoleValues(SourceDocument document, Mentions mentions, AnswerReader answers, Func<int, bool> isLabel)
{
    private const int MostNames = 100;
    private const int LongestBeside = 24;

    private static readonly SearchValues<char> Parting = SearchValues.Create(" ,;/|-–\t>)");
    private static readonly SearchValues<char> Dialled = SearchValues.Create("(0123456789");

    /// <summary>A longer span is not one of the year.</summary>
    private const int LongestSpan = 366;

    private List<Slice>? _phoneLines;

    public FieldReading? Of(FieldPlan field)
    {
        if (field.Kind == FieldKind.Date)
        {
            return OfSpan(field);
        }

        var found = field.Kind switch
        {
            FieldKind.Email => mentions.Emails,
            FieldKind.Url => mentions.Urls,
            FieldKind.Phone => mentions.Phones.Exists(phone => !document.IsMuted(phone.Start)) ? mentions.Phones
                : _phoneLines ??= PhoneLines(),
            FieldKind.Company => CompanyNames.In(document),
            FieldKind.Name => NamesEnding(field),
            _ => [],
        };

        var heard = found.Where(mention => !document.IsMuted(mention.Start)).ToList();

        if (heard.Count == 0 || !heard.All(mention => mention.Span.Equals(heard[0].Span, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        return field.Kind is FieldKind.Company or FieldKind.Name ? PlainTextReader.Value(field, Written(heard))
            : answers.Read(field, heard[0], LabelHints.None);
    }

    private FieldReading? OfSpan(FieldPlan field)
    {
        var spans = mentions.Dates.Where(date => date.Range == RangeEnd.Lower && !document.IsMuted(date.Start)).ToList();

        if (spans is not [{ Value: { } from } lower]
            || mentions.Dates[mentions.Dates.IndexOf(lower) + 1] is not { Value: { } to } upper
            || to <= from || to.DayNumber - from.DayNumber > LongestSpan)
        {
            return null;
        }

        var date = field.Rule.Range == RangeEnd.Lower ? lower : upper;
        var value = field.Rule.Range == RangeEnd.Lower ? from : to;

        return new FieldReading(JsonValue.Create(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            document.Slice(date.Start, date.End));
    }

    /// <summary>Lines that hold a telephone number and nothing else but a word before it.</summary>
    private List<Slice> PhoneLines()
    {
        var found = BesideMails();

        foreach (var line in document.Lines)
        {
            var content = document.Slice(line.Start, line.End).Trim();
            var digit = content.Span.IndexOfAny(Dialled);
            var isDialled = digit >= 0 && (content.Span[digit] is '(' or '0' || content.Span[digit..].Contains('-')
                || IsGrouped(content.Span[digit..]))
                && (digit == 0 || content.Span[digit - 1] is ' ' or ':' or '.');

            if (isDialled && digit < 12 && content.Span[..digit].Count(' ') <= 1
                && AddressScanner.PhoneAt(document.Text, content.Start + digit) is { } phone && phone.End == content.End
                && phone.Length > 9
                && Mentions.Within(mentions.Dates, date => date.Start, phone.From(phone.Start, phone.Start + 1)).IsEmpty)
            {
                found.Add(phone);
            }
        }

        return found;
    }

    /// <summary>"ann@acme.example, 041 555 01 77"</summary>
    private List<Slice> BesideMails()
    {
        var found = new List<Slice>();

        foreach (var mail in mentions.Emails)
        {
            var rest = document.Text.AsSpan(mail.End, Math.Min(LongestBeside, document.Text.Length - mail.End));
            var digit = rest.IndexOfAny(Dialled);

            if (digit > 0 && !document.IsMuted(mail.Start) && rest[..digit].IndexOfAnyExcept(Parting) < 0
                && AddressScanner.PhoneAt(document.Text, mail.End + digit) is { Length: > 8 } phone)
            {
                found.Add(phone);
            }

            if (!document.IsMuted(mail.Start) && Before(mail) is { } before)
            {
                found.Add(before);
            }
        }

        return found;
    }

    /// <summary>"041 555 01 77, ann@acme.example"</summary>
    private Slice? Before(Slice mail)
    {
        var end = mail.Start;

        while (end > 0 && document.Text[end - 1] is ' ' or ',' or ';' or '/' or '|' or '·' or '<')
        {
            end--;
        }

        var start = end;

        while (start > 0 && end - start < LongestBeside && (char.IsAsciiDigit(document.Text[start - 1])
            || document.Text[start - 1] is ' ' or '-' or '(' or ')' or '.' or '/'))
        {
            start--;
        }

        while (start < end && !Dialled.Contains(document.Text[start]))
        {
            start++;
        }

        return end - start > 8 && end < mail.Start && (start == 0 || !char.IsLetterOrDigit(document.Text[start - 1]))
            && AddressScanner.PhoneAt(document.Text, start) is { Length: > 8 } phone && phone.End == end
            && Mentions.Within(mentions.Dates, date => date.Start, phone.From(phone.Start, phone.Start + 1)).IsEmpty ? phone : null;
    }

    /// <summary>"306 555 0112", "306.555.0112"</summary>
    private static bool IsGrouped(ReadOnlySpan<char> number) => number.Length == 12 && number[3] is ' ' or '.' && number[7] == number[3]
        && !number[..3].ContainsAnyExceptInRange('0', '9') && !number[4..7].ContainsAnyExceptInRange('0', '9')
        && !number[8..].ContainsAnyExceptInRange('0', '9');

    /// <summary>Names of several words that end in one of the rule's words; one that is said again outweighs those said once.</summary>
    private List<Slice> NamesEnding(FieldPlan field)
    {
        var found = new List<Slice>();

        foreach (var sentence in document.Sentences.Where(_ => field.Rule.EndsIn.Count > 0))
        {
            for (var i = sentence.First; i < sentence.End && found.Count < MostNames;)
            {
                var end = NameRun.EndFrom(document, i, sentence.End) ?? i;
                var first = NameRun.AfterArticle(document, i, end);

                if (end > first + 1 && (field.Rule.EndsIn.Contains(document.Tokens[end - 1].Lower) || Begins(field, first, end))
                    && !document.IsMuted(document.Tokens[first].Start) && !sentence.IsQuestion && !isLabel(document.Tokens[first].Start)
                    && StanceReader.OfMatch(document, sentence, first, end, at => at >= first && at < end) == Stance.Asserted)
                {
                    found.Add(document.Slice(document.Tokens[first].Start, document.Tokens[end - 1].End));
                }

                i = Math.Max(end, i + 1);
            }
        }

        var names = found.CountBy(name => Phrase.Fold(name.ToString())).OrderByDescending(name => name.Value).Take(2).ToList();
        var isFirst = names.Count == 1 || (names.Count == 2 && names[0].Value > 1 && names[1].Value == 1);

        return isFirst ? [Written([.. found.Where(name => Phrase.Fold(name.ToString()) == names[0].Key)])] : [];
    }

    /// <summary>"Tour of the Alps", "Liga Norte de Remo": such a word may also begin a name.</summary>
    private bool Begins(FieldPlan field, int first, int end)
    {
        var hasOffice = false;

        for (var i = first; i < end; i++)
        {
            hasOffice |= answers.IsOffice(document.Tokens[i].Lower);
        }

        return end > first + 3 && field.Rule.EndsIn.Contains(document.Tokens[first].Lower) && !hasOffice;
    }

    /// <summary>A heading in capitals is not how the name is written where the text also has it otherwise.</summary>
    private static Slice Written(List<Slice> names)
    {
        var (written, most) = (names[0], -1);

        foreach (var name in names)
        {
            var small = name.ToString().Count(char.IsLower);
            (written, most) = small > most ? (name, small) : (written, most);
        }

        return written;
    }
}
