using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>The beginnings of lines: list marks, numbering, "Q:" and "A:".</summary>
internal static class LineItems
{
    /// <summary>The line without white space, quotation marks, bullets, numbering, headings' marks and emphasis at its start.</summary>
    public static Slice Content(SourceDocument document, Line line)
    {
        var text = document.Text;
        var (at, end) = (line.Start, line.End);
        at += at < end && char.IsAsciiDigit(text[at]) ? document.NumberWidths[document.LineAt(at)] : 0;

        for (var round = 0; round < 4; round++)
        {
            while (at < end
                && (char.IsWhiteSpace(text[at]) || text[at] is '>' or '#' or '*' or '•' or '·' or '◦' or '▪' or '→' or '–' or '—' or '_'))
            {
                at++;
            }

            if (at + 1 < end && text[at] == '-' && text[at + 1] is ' ' or '\t')
            {
                at++;
                continue;
            }

            var next = AnswerMark(document, line, at) ?? Numbering(text, at, end);
            next = next == at ? Column(text, at, end) : next;

            if (next == at)
            {
                break;
            }

            // What follows "A:" is the answer itself, even where it looks like numbering ("1.1 million").
            var isMarker = char.IsAsciiLetter(text[at]);
            at = next;

            if (isMarker)
            {
                break;
            }
        }

        while (at < end && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return document.Slice(at, end);
    }

    /// <summary>"Q:", "Q3.", "Question 4:"</summary>
    public static bool IsQuestion(SourceDocument document, Line line)
    {
        var text = document.Text.AsSpan(line.Start, line.End - line.Start).TrimStart(" \t>*#");
        var rest = text.StartsWith("Question") ? text[8..] : text.StartsWith('Q') ? text[1..] : [];
        rest = rest.TrimStart(' ').TrimStart("0123456789");

        return rest.Length > 1 && rest[0] is '.' or ':' or ')' && char.IsWhiteSpace(rest[1]);
    }

    public static bool IsBullet(SourceDocument document, Line line)
    {
        var text = document.Text.AsSpan(line.Start, line.End - line.Start).TrimStart();

        return text.Length > 1 && (text[0] is '•' or '·' or '◦' or '▪' || (text[0] is '-' or '*' or '–' && text[1] is ' ' or '\t'));
    }

    /// <summary>"7    Label", "Item 7    Label", "B7  Label": a column of numbers.</summary>
    private static int Column(string text, int at, int end)
    {
        var word = WordEnd(text, at, end);
        var isItem = text.AsSpan(at, word - at).Equals("item", StringComparison.OrdinalIgnoreCase)
            || text.AsSpan(at, word - at).Equals("no", StringComparison.OrdinalIgnoreCase);
        var start = SkipSpace(text, word, end, isItem);
        var digits = isItem || word <= at + 1 ? DigitsEnd(text, start, end) : start;

        // Four digits are a year, which says of when the value is.
        var isNumber = digits > start && digits - start < 4;
        var isApart = digits + 2 < end && text[digits] == ' ' && text[digits + 1] == ' ';

        return isNumber && isApart && text.AsSpan(digits, end - digits).TrimStart() is [var next, ..] && char.IsLetter(next) ? digits : at;
    }

    /// <summary>"3." "3)" "(3)" "[3]" "3.2" "a)" "Q:" "Q3." "Question 4:" "A:" "Answer:"</summary>
    private static int Numbering(string text, int at, int end)
    {
        var start = at;
        var isOpen = at < end && text[at] is '(' or '[';
        at += isOpen ? 1 : 0;
        var word = WordEnd(text, at, end);
        var letters = text.AsSpan(at, word - at);
        var isMarker = letters.Length == 1
            ? letters[0] is 'q' or 'Q' or 'a' or 'A'
            : letters.Equals("question", StringComparison.OrdinalIgnoreCase)
                || letters.Equals("answer", StringComparison.OrdinalIgnoreCase)
                || letters.Equals("ans", StringComparison.OrdinalIgnoreCase);
        var digits = isMarker || letters.Length == 0 ? DigitsEnd(text, SkipSpace(text, word, end, isMarker), end) : word;
        var hasNumber = digits > word && char.IsAsciiDigit(text[digits - 1]);

        // "(602) 555-0171" begins with the code of an area.
        if (isOpen && text.AsSpan(word, digits - word).IndexOfAnyExceptInRange('0', '9') < 0 && digits - word > 2)
        {
            return start;
        }

        var mark = hasNumber ? digits : word;

        // "Q8 Name?"
        if (letters.Length == 1 && letters[0] is 'Q' && digits > word && mark < end && text[mark] == ' ')
        {
            return mark + 1;
        }

        if (mark >= end
            || (letters.Length > 0 && !isMarker && !(letters.Length == 1 && (text[mark] == ')' || IsItem(text, at, end))))
            || (letters.Length == 0 && !hasNumber))
        {
            return start;
        }

        var isClosed = text[mark] is ')' || (text[mark] is ']' && isOpen && hasNumber)
            || (text[mark] is '.' or ':' && !(isOpen && text[mark] == '.'));

        if (isClosed && ((mark + 1 == end && letters.Length > 0)
            || (mark + 1 < end && (char.IsWhiteSpace(text[mark + 1]) || text[mark + 1] is '*' or '_'))))
        {
            return mark + 1;
        }

        // "3.2 Label": numbering by sections has no closing mark.
        return letters.Length == 0
            && text.AsSpan(word, digits - word).Contains('.')
            && mark + 1 < end
            && text[mark] == ' '
            && char.IsUpper(text[mark + 1]) ? mark : start;
    }

    /// <summary>"b. Label"</summary>
    private static bool IsItem(string text, int at, int end) => char.IsAsciiLetterLower(text[at]) && at + 3 < end && text[at + 1] == '.'
        && text[at + 2] == ' ' && char.IsUpper(text[at + 3]) && !(at + 4 < end && text[at + 4] == '.');

    /// <summary>"A7 " under a line that begins with "Q7 ".</summary>
    private static int? AnswerMark(SourceDocument document, Line line, int at)
    {
        var text = document.Text;

        if (at + 2 >= line.End || text[at] != 'A' || !char.IsAsciiDigit(text[at + 1]))
        {
            return null;
        }

        var end = DigitsEnd(text, at + 1, line.End);
        var asked = document.LineAt(line.Start) - 1;

        if (asked < 0 || end >= line.End || text[end] != ' ')
        {
            return null;
        }

        var before = text.AsSpan(document.Lines[asked].Start, document.Lines[asked].End - document.Lines[asked].Start).TrimStart();
        var number = text.AsSpan(at + 1, end - at);

        return before.StartsWith('Q') && before[1..].StartsWith(number) ? end + 1 : null;
    }

    private static int WordEnd(string text, int at, int end)
    {
        var limit = Math.Min(end, at + 12);

        while (at < limit && char.IsAsciiLetter(text[at]))
        {
            at++;
        }

        return at;
    }

    private static int DigitsEnd(string text, int at, int end)
    {
        var limit = Math.Min(end, at + 6);

        while (at < limit && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && at + 1 < limit && char.IsAsciiDigit(text[at + 1]))))
        {
            at++;
        }

        return at;
    }

    private static int SkipSpace(string text, int at, int end, bool mayHaveSpace) =>
        mayHaveSpace && at < end && text[at] == ' ' ? at + 1 : at;
}
