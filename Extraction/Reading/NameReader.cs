using System.Buffers;
using System.Collections.Frozen;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads the name that an answer gives: its head, without bracket, role, address or number; of companies the one with a legal
/// form.</summary>
internal static class NameReader
{
    private const int LongestName = 300;

    private static readonly FrozenSet<string> Openers = FrozenSet.ToFrozenSet(
        ["it's", "it", "is", "that's", "that", "this", "we", "are", "we're", "i'm", "i", "am", "called", "named", "known", "as", "the",
        "our", "my", "name", "to", "me", "by", "under"], StringComparer.Ordinal);

    /// <summary>A name that ends in one of these goes on elsewhere.</summary>
    private static readonly FrozenSet<string> Open = FrozenSet.ToFrozenSet(
        ["and", "&", "of", "the", "for", "or", "und", "der", "für", "y", "de", "del", "et", "du", "des", "pour", "with"],
        StringComparer.Ordinal);

    private static readonly SearchValues<char> Ends = SearchValues.Create("(<[;|\\\t");
    private static readonly string[] Marks = [" / ", " - ", " – ", " — "];

    public static FieldReading? Read(FieldPlan field, SourceDocument document, Slice answer, LabelHints hints, ExtractionPlan plan)
    {
        var text = answer.TrimSentence();

        if (hints.IsQuestion)
        {
            text = Opened(text);

            if (field.Kind == FieldKind.Company && CompanyNames.Only(document, text) is { } company)
            {
                return PlainTextReader.Value(field, company);
            }
        }

        // "the Acme Cup": a small article is the sentence's and not the name's.
        text = text.Span.StartsWith("the ", StringComparison.Ordinal) ? text.From(text.Start + 4, text.End).Trim() : text;
        text = field.Kind == FieldKind.Company ? WithNextLine(document, text) : text;
        var head = Head(field, text, hints.IsQuestion);

        // "Acme Ltd / Beta Ltd": one of them.
        if (field.Kind == FieldKind.Company && EndsInForm(document, head) && IsAlternative(document, text.From(head.End, text.End)))
        {
            return null;
        }

        if (field.Rule.IsPerson)
        {
            // A title's dot ends no sentence: "Barr. Ann Lee".
            head = text.From(text.Start, Head(field, PersonNames.WithoutTitles(document, text), hints.IsQuestion).End);
            head = head.IsEmpty ? head : Without(head);

            // Under a person's name may stand an office.
            var line = head.Span.IndexOf('\n');
            head = line > 0 && head.Span[line - 1] != '-' && !PersonNames.Is(document, head, plan)
                ? head.From(head.Start, head.Start + line).TrimSentence() : head;

            if (!PersonNames.Is(document, head, plan))
            {
                return null;
            }
        }
        else if (field.Kind == FieldKind.Company && !EndsInForm(document, head)
            && (CompanyNames.Only(document, head) ?? Named(document, head, text)) is { } named)
        {
            head = named;
        }

        var hasCapital = head.ToString().Any(char.IsUpper);

        if (PlainTextReader.IsSpoken(document, head) && !IsWhole(document, head))
        {
            if (Told(document, head) is not { } told)
            {
                return null;
            }

            head = told;
        }

        var isWhole = document.TokensOf(head) is [.., var closing] && !Open.Contains(closing.Lower);
        var isName = isWhole && hasCapital && head.Span.IndexOf('@') < 0 && head.Length < LongestName
            && PlainTextReader.IsStatement(document, head);

        return isName && (field.Kind != FieldKind.Company || (IsProper(document, head) && !IsCode(document, head)))
            && plan.Knows(field, head) ? PlainTextReader.Value(field, head) : null;
    }

    /// <summary>"MBS 081255019" is the number of a register.</summary>
    private static bool IsCode(SourceDocument document, Slice head) =>
        CodeReader.Read(document, head) is { } code && code.Start == head.Start && code.End == head.End;

    /// <summary>A legal form, or capitals but the first: "Key figures" is a heading.</summary>
    private static bool IsProper(SourceDocument document, Slice name)
    {
        var tokens = document.TokensOf(name);
        var (words, capitals) = (0, 0);

        foreach (var token in tokens)
        {
            words += token.Kind == TokenKind.Word ? 1 : 0;
            capitals += token.Kind == TokenKind.Word && document.Text.AsSpan(token.Start, token.Length).ContainsAnyInRange('A', 'Z')
                || char.IsUpper(document.Text[token.Start]) ? 1 : 0;
        }

        return words == 1 || capitals > 1 || EndsInForm(document, name);
    }

    /// <summary>"Will Barnes", "Next Gen Cup": one capitalised name; in "Acme Now" the last word may say when.</summary>
    public static bool IsWhole(SourceDocument document, Slice text)
    {
        var (first, end) = (document.TokenAt(text.Start), document.TokenAt(text.End));

        return NameRun.EndFrom(document, first, end) == end && !PlainTextReader.IsSpoken(document.Tokens[end - 1].Lower);
    }

    /// <summary>"Acme Rooms" over a line "Management Ltd" that holds nothing else.</summary>
    private static Slice WithNextLine(SourceDocument document, Slice text)
    {
        var next = document.LineAt(text.Start) + 1;

        if (text.IsEmpty || EndsInForm(document, text)
            || NameRun.EndFrom(document, document.TokenAt(text.Start), document.TokenAt(text.End)) != document.TokenAt(text.End)
            || next >= document.Lines.Count || document.Lines[next].IsMuted
            || !document.Text.AsSpan(text.End, Math.Max(0, document.Lines[next - 1].End - text.End)).IsWhiteSpace())
        {
            return text;
        }

        var (first, end) = (document.TokenAt(document.Lines[next].Start), document.TokenAt(document.Lines[next].End));

        return end - first is > 1 and < 6 && document.Tokens[first].Start - document.Lines[next].Start < 40
            && NameRun.EndFrom(document, first, end) is { } last && last >= end - 1 && LegalForms.EndIn(document, first, last)
            ? text.From(text.Start, document.Tokens[last - 1].End) : text;
    }

    private static bool IsAlternative(SourceDocument document, Slice rest)
    {
        var (first, end) = (document.TokenAt(rest.Start), document.TokenAt(rest.End));

        return end - first > 2 && document.Tokens[first].Lower is "/" or "or" or "and" or "&" or "oder" or "und"
            && CompanyNames.Only(document, rest) is not null;
    }

    /// <summary>"It's called the Acme Cup": the name that such a sentence ends in.</summary>
    private static Slice? Told(SourceDocument document, Slice head)
    {
        var (first, end) = (document.TokenAt(head.Start), document.TokenAt(head.End));

        while (first < end && Openers.Contains(document.Tokens[first].Lower))
        {
            first++;
        }

        return first < end && first > document.TokenAt(head.Start) && NameRun.EndFrom(document, first, end) == end
            ? head.From(document.Tokens[first].Start, head.End) : null;
    }

    private static bool EndsInForm(SourceDocument document, Slice head) =>
        LegalForms.EndIn(document, document.TokenAt(head.Start), document.TokenAt(head.End));

    /// <summary>"Acme Games, owned by Acme Holding Ltd": behind the name stands the company.</summary>
    private static Slice? Named(SourceDocument document, Slice head, Slice text)
    {
        var rest = text.From(head.End, text.End);

        return CompanyNames.Only(document, rest) is { } company && document.TokenAt(company.Start) is var at and > 0
            && document.Tokens[at - 1].Lower is "by" or "von" or "por" or "par" ? company : null;
    }

    private static Slice Head(FieldPlan field, Slice text, bool isSentence)
    {
        var cut = text.Span.IndexOfAny(Ends);
        var close = text.Span.IndexOf(") ", StringComparison.Ordinal);
        cut = cut >= 0 && close > cut && LegalForms.Begin(text.Source[(text.Start + close + 2)..text.End]) ? -1 : cut;
        var head = (cut < 0 ? text : text.From(text.Start, text.Start + cut)).TrimSentence();
        head = head.From(head.Start, SentenceEnd(head));
        head = Known(field, head) ?? CutAt(head, ", ",
            after => (LegalForms.Begin(after) || LegalForms.BeginDotted(after)) && !LegalForms.NamesNumber(after));

        foreach (var mark in Marks)
        {
            head = CutAt(head, mark, _ => false);
        }

        return isSentence ? Without(head.TrimSentence()) : head.TrimSentence();
    }

    /// <summary>"Me: Ann Lee", "That's Ann Lee" begin with a word about the name.</summary>
    private static Slice Opened(Slice text)
    {
        var colon = text.Span[..Math.Min(text.Length, 8)].IndexOf(": ", StringComparison.Ordinal);

        return colon > 0 ? text.From(text.Start + colon + 2, text.End) : text;
    }

    private static Slice Without(Slice head)
    {
        foreach (var word in (string[])["in ", "from ", "the ", "our ", "my ", "la ", "el ", "le ", "con ", "mit ", "avec ", "with "])
        {
            var rest = head.From(Math.Min(head.End, head.Start + word.Length), head.End);

            if (head.Span.StartsWith(word, StringComparison.Ordinal) || (word is "in " or "from "
                or "our " or "my " or "con " or "mit " or "avec " or "with "
                && head.Span.StartsWith(word, StringComparison.OrdinalIgnoreCase) && rest.Length > 0 && char.IsUpper(rest.Span[0])))
            {
                return rest;
            }
        }

        return head;
    }

    /// <summary>"Alberta, Canada": the part that is a declared value.</summary>
    private static Slice? Known(FieldPlan field, Slice head)
    {
        if (field.Choices.Count == 0 || !head.Span.Contains(','))
        {
            return null;
        }

        for (var start = head.Start; start < head.End;)
        {
            var comma = head.Source.AsSpan(start, head.End - start).IndexOf(',');
            var part = head.From(start, comma < 0 ? head.End : start + comma).Trim();

            if (field.Choices.ContainsKey(Phrase.Fold(part.ToString())))
            {
                return part;
            }

            start = comma < 0 ? head.End : start + comma + 1;
        }

        return null;
    }

    private static int SentenceEnd(Slice text)
    {
        for (var at = text.Start; at + 1 < text.End; at++)
        {
            if (text.Source[at] == '.' && char.IsWhiteSpace(text.Source[at + 1])
                && !Sentences.EndsInAbbreviation(text.Source.AsSpan(text.Start, at - text.Start)))
            {
                return at;
            }
        }

        return text.End;
    }

    private static Slice CutAt(Slice text, string mark, Func<string, bool> keeps)
    {
        var at = text.Span.IndexOf(mark, StringComparison.Ordinal);

        return at <= 0 || keeps(text.Source[(text.Start + at + mark.Length)..text.End]) ? text : text.From(text.Start, text.Start + at);
    }
}
