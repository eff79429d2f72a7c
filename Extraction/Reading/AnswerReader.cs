using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads the answer to a label or question as the kind of its field; null when it gives no value, or no certain one.</summary>
internal sealed class AnswerReader
{
    private readonly SourceDocument _document;
    private readonly Mentions _mentions;
    private readonly NumberReader _numbers;
    private readonly DateReader _dates;
    private readonly ChoiceReader _choices;
    private readonly ExtractionPlan _plan;

    public AnswerReader(SourceDocument document, Mentions mentions, ExtractionPlan plan)
    {
        _document = document;
        _mentions = mentions;
        _numbers = new NumberReader(document, mentions, plan);
        _dates = new DateReader(document, mentions);
        _choices = new ChoiceReader(document);
        _plan = plan;
    }

    /// <param name="isRange">The label asks for a range ("Opening: 1 May to 30 September 2026"), so a single value is no answer.</param>
    public FieldReading? Read(FieldPlan field, Slice answer, LabelHints hints, bool isRange = false)
    {
        _document.Spend(answer.Length);

        var picked = Checkboxes.Pick(answer);

        if (picked is not { } chosen
            || chosen.Trim().IsEmpty
            || (IsBlank(chosen) && !(field.Kind == FieldKind.Boolean && Phrase.Fold(chosen.ToString()) is "none" or "néant" or "nil")))
        {
            return null;
        }

        return field.Kind switch
        {
            FieldKind.Integer or FieldKind.Number or FieldKind.Percent => _numbers.Read(field, chosen, hints, isRange),
            FieldKind.Year => _numbers.ReadYear(field, chosen),
            FieldKind.Currency => _numbers.ReadCurrency(chosen),
            FieldKind.Date => _dates.Read(field, chosen, isRange),
            FieldKind.Boolean => _choices.ReadBoolean(field, chosen),
            FieldKind.Choice => _choices.Read(field, chosen),
            FieldKind.Email => Only(Mentions.Within(_mentions.Emails, mention => mention.Start, chosen), chosen),
            FieldKind.Url =>
                Only(Mentions.Within(_mentions.Urls, mention => mention.Start, chosen), chosen) ?? Of(AddressScanner.BareHost(chosen)),
            FieldKind.Phone => Of(PhoneReader.Read(chosen)),
            FieldKind.Name or FieldKind.Company => Worded(NameReader.Read(field, _document, chosen, hints, _plan)),
            FieldKind.Code => CodeReader.Read(_document, chosen) is { } code && !IsDialledOrDated(code) && IsAsserted(chosen)
                ? Of(WithoutName(field, code)) : null,
            _ => WithoutRemark(field, OfficeIn(field, chosen), hints) is { } text && !IsCounted(field, text)
                ? Worded(PlainTextReader.ReadText(field, _document, text)) : null,
        };
    }

    /// <summary>"Ann Lee, Head of Sales": of a text that may stand behind a name, the part that holds one of the declared words.</summary>
    private Slice OfficeIn(FieldPlan field, Slice answer)
    {
        if (field.Rule.Below is not { } below || answer.Span.IndexOfAny(",|/(") is not (var mark and > 0))
        {
            return answer;
        }

        var (head, rest) = (answer.From(answer.Start, answer.Start + mark), answer.From(answer.Start + mark + 1, answer.End));

        return Holds(head) || !Holds(rest) ? answer : rest.From(rest.Start, rest.Start + rest.Span.TrimEnd(") .").Length).Trim();

        bool Holds(Slice part) => _document.TokensOf(part).ToArray().Any(token => below.Words.Contains(token.Lower));
    }

    /// <summary>Of an answer to a question without what is added behind a comma; null where that takes something back.</summary>
    private static Slice? WithoutRemark(FieldPlan field, Slice answer, LabelHints hints)
    {
        var comma = hints.IsQuestion ? answer.Span.IndexOf(", ", StringComparison.Ordinal) : -1;

        if (comma <= 0 || comma + 2 >= answer.Length || !char.IsLower(answer.Span[comma + 2]))
        {
            return answer;
        }

        var rest = answer.Span[(comma + 2)..];
        var isTaken = rest.StartsWith("but ", StringComparison.Ordinal) || rest.StartsWith("except", StringComparison.Ordinal)
            || rest.StartsWith("without ", StringComparison.Ordinal) || rest.StartsWith("not ", StringComparison.Ordinal)
            || rest.StartsWith("exclud", StringComparison.Ordinal);

        return isTaken ? null : field.Rule.SpansCommas ? answer : answer.From(answer.Start, answer.Start + comma);
    }

    /// <summary>"ABN 51 118 842 003": letters that are a name of the field are no part of the number.</summary>
    private static Slice WithoutName(FieldPlan field, Slice code) => code.Span.IndexOf(' ') is var gap and > 0
        && field.Names.Contains(code.Span[..gap].ToString(), StringComparer.OrdinalIgnoreCase)
        ? code.From(code.Start + gap + 1, code.End) : code;

    /// <summary>"three years", "12 in all": how many or how long, and not what.</summary>
    private bool IsCounted(FieldPlan field, Slice text) => field.Rule.Digits != DigitsRule.Some
        && _mentions.QuantityAt(_document.TokenAt(text.Trim().Start)) is { } quantity && quantity.End < text.End
        && char.IsWhiteSpace(_document.Text[quantity.End]);

    private bool IsDialledOrDated(Slice code) => (code.Start > 0 && code.Source[code.Start - 1] == '+')
        || !Mentions.Within(_mentions.Dates, date => date.Start, code).IsEmpty;

    /// <summary>A date or a number alone is no name and no text, and neither is "Odense, 6 November 2026".</summary>
    private FieldReading? Worded(FieldReading? reading) => reading is not null
        && !Mentions.Within(_mentions.Dates, date => date.Start, reading.Source).Any(date => IsDating(reading.Source, date))
        && !(Mentions.Within(_mentions.Quantities, quantity => quantity.Start, reading.Source) is [var number, ..]
            && number.Start == reading.Source.Start && number.End == reading.Source.End) ? reading : null;

    /// <summary>The date begins the text or stands behind a comma, as letters are dated.</summary>
    private static bool IsDating(Slice text, DateMention date) =>
        text.From(text.Start, date.Start).Trim() is var before && (before.IsEmpty || before.Span.EndsWith(","));

    public static bool IsBlank(Slice answer)
    {
        var trimmed = answer.TrimSentence();
        var hasWord = false;

        foreach (var c in trimmed.Span)
        {
            hasWord |= char.IsLetterOrDigit(c);
        }

        if (!hasWord)
        {
            return true;
        }

        var text = trimmed.Length > 60 ? "" : Phrase.Fold(trimmed.ToString());

        return Wording.Blanks.Contains(text)
            || text is "n a" or "to be confirmed" or "to be decided" or "to be determined" or "not known" or "not yet known"
                or "not applicable" or "not available" or "not stated"
                    or "no answer" or "not disclosed" or "prefer not to say" or "on request" or "see above" or "see below" or "see attached"
                        or "as above" or "yes no" or "don't know" or "we don't know"
            || text.StartsWith("please ", StringComparison.Ordinal)
            || text.StartsWith("to be ", StringComparison.Ordinal)
            || text.StartsWith("see ", StringComparison.Ordinal);
    }

    private FieldReading? Only(System.Collections.Immutable.ImmutableArray<Slice> mentions, Slice answer)
    {
        var distinct = mentions.Select(mention => mention.ToString()).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        var isHedged = false;

        // "His e-mail is ..." speaks of the one who was asked for.
        for (var i = _document.TokenAt(answer.Start); distinct == 1 && i < _document.TokenAt(mentions[0].Start); i++)
        {
            isHedged |= StanceReader.IsHedge(_document.Tokens, i, _document.Tokens.Length)
                || Wording.Negations.Contains(_document.Tokens[i].Lower)
                || Wording.Conditionals.Contains(_document.Tokens[i].Lower);
        }

        return distinct == 1 && !isHedged ? Of(mentions[0]) : null;
    }

    /// <summary>A name that stands in running text; null for one that is not of the field's kind.</summary>
    public FieldReading? Named(FieldPlan field, Slice name)
    {
        var isOwn = field.Rule.IsPerson ? PersonNames.Is(_document, name, _plan)
            : !(field.Kind == FieldKind.Name && IsCompany(name)) && _plan.Knows(field, name);

        return isOwn ? PlainTextReader.Value(field, name) : null;
    }

    /// <summary>The text holds a word that the field's rule declares for its values: of an office, or of what names end in.</summary>
    public bool SpeaksFor(FieldPlan field, Slice text)
    {
        if (field.Rule.Below is not { } below)
        {
            return _document.TokensOf(text) is [.., var last] && field.Rule.EndsIn.Contains(last.Lower);
        }

        foreach (var token in _document.TokensOf(text))
        {
            if (below.Words.Contains(token.Lower))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The name ends in a word that names of things like the document's subject end in: "Acme Inn".</summary>
    public bool EndsInKind(Slice name) => _document.TokensOf(name) is [.., var last] && _plan.EndWords.Contains(last.Lower);

    public bool IsOffice(string word) => _plan.Offices.Contains(word);

    public bool IsCompany(Slice name) =>
        LegalForms.EndIn(_document, _document.TokenAt(name.Start), _document.TokenAt(name.End));

    /// <summary>False for a text that the rules know not to be a value of the field.</summary>
    public bool MayBe(FieldPlan field, Slice text) => _plan.Knows(field, text);

    /// <summary>A number or a date stands in it.</summary>
    public bool HasNumber(Slice text) => !Mentions.Within(_mentions.Quantities, quantity => quantity.Start, text).IsEmpty
        || !Mentions.Within(_mentions.Dates, date => date.Start, text).IsEmpty;

    private bool IsAsserted(Slice answer) =>
        StanceReader.OfAnswer(_document, _document.TokenAt(answer.Start), _document.TokenAt(answer.End)) == Stance.Asserted;

    private static FieldReading? Of(Slice? slice) => slice is { } found ? new FieldReading(found.Flat(), found) : null;
}
