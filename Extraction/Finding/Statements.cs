using System.Collections.Frozen;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>
/// Sentences that name a field and say its value: "average stay last year was 3 nights", "we hold liability insurance", "our landlord
/// is Acme". Between the name and the value only words of grammar may stand.
/// </summary>
internal sealed class Statements(
    SourceDocument document, CompiledPlan compiled, Mentions mentions, CueValueReader values, List<(int Start, int End)> entries)
{
    private const int Window = 12;
    private const int MostMentions = 2_000;

    private static readonly FrozenSet<string> Between = Wording.AfterNumber.Union(
        ("show shows showed report reported book booked record recorded earn earned generate generated stood stands amounted amounts " +
         "came comes reached reaches totalled totals totaled will runs run opens starts begins kicks off called named about some " +
         "circa ca lies lay sits remained hit financial fiscal full completed rose grew increased went fell dropped declined climbed " +
         "lag liegt lagen liegen betrug beträgt belief sich auf erreichte erzielte bei rund etwa wir haben hat hatten war waren " +
         "s'est s’est se sont élevé élevée élevés élevées à atteint était étaient d'environ environ près " +
         "fue fueron ascendió ascendieron alcanzó alcanzaron unos unas cerca ha han sido").Split(' '))
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly OtherSubjects _others = new(document, compiled.Plan);
    private readonly YesNoStatements _yesNo = new(document, mentions, entries);

    public IEnumerable<Candidate> Find()
    {
        var (count, entry) = (0, 0);

        foreach (var sentence in document.Sentences)
        {
            if (sentence.IsQuestion)
            {
                continue;
            }

            for (var i = sentence.First; i < sentence.End && count < MostMentions; i++)
            {
                while (entry < entries.Count && entries[entry].End <= document.Tokens[i].Start)
                {
                    entry++;
                }

                if (entry < entries.Count && entries[entry].Start <= document.Tokens[i].Start)
                {
                    continue;
                }

                var end = i;

                foreach (var mention in compiled.Mentions.At(document, i, sentence.End))
                {
                    count++;
                    end = mention.End;

                    if (!IsRestricted(mention, sentence) && Read(mention, sentence) is { } candidate)
                    {
                        yield return candidate;
                    }
                }

                i = Math.Max(i, end - 1);
            }
        }
    }

    private Candidate? Read(AliasMention mention, Sentence sentence)
    {
        var reading = mention.Field.Kind switch
        {
            FieldKind.Boolean => _yesNo.Read(mention, sentence),
            FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Date
            or FieldKind.Year when !mention.IsRange => Measured(mention, sentence),
            FieldKind.Name or FieldKind.Company when !mention.IsRange => Named(mention, sentence),
            FieldKind.Code => Coded(mention, sentence),
            _ => null,
        };

        return reading is null ? null : new Candidate(mention.Field, reading, Evidence.Unit);
    }

    private FieldReading? Measured(AliasMention mention, Sentence sentence)
    {
        // "seven rooms: four in the east" has said its number.
        if (mentions.QuantityBefore(mention.First) is not null)
        {
            return null;
        }

        for (var i = mention.End; i < sentence.End && i < mention.End + Window; i++)
        {
            if (i > mention.End && IsCounted(mention.Field, i))
            {
                return null;
            }

            if (!IsYear(mention.Field, i) && values.ReadFrom(mention.Field, i, sentence, null) is { } value && value.First == i)
            {
                return Stance(sentence, mention, value.End) == Text.Stance.Asserted
                    && !_others.Has(mention.Field, sentence, mention.First, value.End) ? value.Reading : null;
            }

            // "rose by 8% to"
            if (mentions.QuantityAt(i) is { IsPercent: true } rise && mention.Field.Kind != FieldKind.Percent)
            {
                i = rise.Next - 1;

                continue;
            }

            var token = document.Tokens[i];
            var isYear = token is { Kind: TokenKind.Number, Length: 4 } && i > mention.End
                && (document.Tokens[i - 1].Lower is "in" or "for" or "of" or "fy" or "-" or "en" or "de" or "del" or "du"
                || (document.Tokens[i - 1].Lower is "lag" or "betrug" or "liegt" or "lagen" or "betrugen" && i + 1 < sentence.End
                && document.Tokens[i + 1].Lower is "bei" or "rund" or "etwa"));

            isYear |= MonthNames.All.ContainsKey(token.Lower);

            if (!isYear && !Between.Contains(token.Lower) && token.Lower is not (":" or "(" or ")" or "," or "~"))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>"guests on the list, 7 rooms": a number before the unit of another field.</summary>
    private bool IsCounted(FieldPlan field, int at) => mentions.QuantityAt(at) is { } quantity && quantity.Next < document.Tokens.Length
        && compiled.Plan.Units.Contains(document.Tokens[quantity.Next].Lower)
        && !field.Units.Contains(document.Tokens[quantity.Next].Lower);

    /// <summary>"revenue 2025": a year beside a name that asks for another number.</summary>
    private bool IsYear(FieldPlan field, int at) =>
        field.IsNumeric && mentions.QuantityAt(at) is { Value: { } value } quantity
            && ((quantity.IsPlain && value is >= 1900 and <= 2100) || (field.Rule.CurrencyField is not null && !quantity.IsMoney
            && !quantity.HasMagnitude));

    private FieldReading? Named(AliasMention mention, Sentence sentence)
    {
        var at = mention.End;

        if (at >= sentence.End || !Wording.Being.Contains(document.Tokens[at].Lower)
            || values.ReadFrom(mention.Field, at + 1, sentence, null) is not { } value)
        {
            return null;
        }

        return Stance(sentence, mention, value.End) == Text.Stance.Asserted ? value.Reading : null;
    }

    /// <summary>"company number 8871204", "ABN 51 118 842 003"</summary>
    private FieldReading? Coded(AliasMention mention, Sentence sentence)
    {
        var at = mention.End;

        while (at < sentence.End && document.Tokens[at].Lower is ":" or "." or "#" or "no" or "nr" or "number" or "is" or "°"
            || (document.Tokens[at].Is("n") && at + 1 < sentence.End && document.Tokens[at + 1].Lower is "°" or "."))
        {
            at++;
        }

        return at < sentence.End && values.ReadFrom(mention.Field, at, sentence, null) is { } value
            && value.Reading.Source.Start == document.Tokens[at].Start
            && Stance(sentence, mention, value.End) == Text.Stance.Asserted ? value.Reading : null;
    }

    /// <summary>"ticket revenue", "spare rooms": a word of another meaning before the name narrows it.</summary>
    private bool IsRestricted(AliasMention mention, Sentence sentence)
    {
        if (mention.First == sentence.First)
        {
            return false;
        }

        var before = document.Tokens[mention.First - 1];

        // "10 per room, 120 in all"
        if (mention.Field.IsNumeric && before.Lower is "per" or "each" or "every" or "a" or "an" or "pro" or "je" or "por" or "par")
        {
            return true;
        }

        return before.Kind == TokenKind.Word && !Between.Contains(before.Lower) && !Wording.OwnParty.Contains(before.Lower)
            && !Wording.Fillers.Contains(before.Lower)
            && !Wording.BeforeHeld.Contains(before.Lower) && !Wording.Holding.Contains(before.Lower)
                && !Wording.Negations.Contains(before.Lower)
            && !(compiled.Plan.Neutral.Contains(Phrase.Stem(before.Lower)) && mention.Field.Kind != FieldKind.Year)
            && !mention.Field.NameWords.Contains(Phrase.Stem(before.Lower)) && !Wording.Being.Contains(before.Lower);
    }

    private Stance Stance(Sentence sentence, AliasMention mention, int end) =>
        StanceReader.OfMatch(document, sentence, mention.First, end, i => i >= mention.First && i < mention.End);
}
