using System.Collections.Frozen;
using System.Text.Json.Nodes;

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

    private static readonly FrozenSet<string> Is = FrozenSet.ToFrozenSet(["is", "are", "was", "were", "has", "have", "es", "son",
        "ist", "sind", "est", "sont", "=", ":"], StringComparer.Ordinal);

    /// <summary>"rules apply", "eine Versicherung besteht"</summary>
    private static readonly FrozenSet<string> Holds = FrozenSet.ToFrozenSet(["applies", "apply", "besteht", "bestehen", "gilt", "gelten",
        "existe", "existen"], StringComparer.Ordinal);

    private readonly OtherSubjects _others = new(document, compiled.Plan);

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
            FieldKind.Boolean => YesNoOf(mention, sentence),
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

        if (at >= sentence.End || !Is.Contains(document.Tokens[at].Lower)
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

    private FieldReading? YesNoOf(AliasMention mention, Sentence sentence)
    {
        var next = mention.End < sentence.End ? document.Tokens[mention.End].Lower : "";

        // "parking on Sundays" is less than parking.
        var isNarrowed = next is "on" or "for" or "at" or "of" or "from" && mention.End + 1 < sentence.End
            && !Wording.OwnParty.Contains(document.Tokens[mention.End + 1].Lower)
            && document.Tokens[mention.End + 1].Lower is not ("all" or "every" or "the");

        if (Answered(mention, sentence) is { } answer)
        {
            return Stance(sentence, mention, mention.End) == Text.Stance.Unasserted ? null : Of(mention, answer);
        }

        if (isNarrowed || (!IsHeld(mention, sentence) && !IsSaid(mention, sentence) && !IsOfSum(mention, sentence)))
        {
            return null;
        }

        return Stance(sentence, mention, mention.End) switch
        {
            Text.Stance.Asserted when IsDeniedBehind(mention, sentence) => Of(mention, false),
            Text.Stance.Asserted => Of(mention, true),
            Text.Stance.Denied => Of(mention, false),
            _ => null,
        };
    }

    /// <summary>"Insurance: yes", "parking - no", "yes to parking", "No parking" at the beginning.</summary>
    private bool? Answered(AliasMention mention, Sentence sentence)
    {
        var isMarked = mention.End < sentence.End && document.Tokens[mention.End].Lower is "-" or "–" or "—" or ":" or "," or "(";
        var at = isMarked ? mention.End + 1 : mention.End;
        var isLast = at + 1 >= sentence.End || (document.Tokens[at + 1].Kind == TokenKind.Mark && !document.Tokens[at + 1].Is("/"));

        // "exclusive, N. America": a letter behind a comma may begin a name.
        isLast &= !(at < sentence.End && document.Tokens[at].Length == 1 && isMarked && document.Tokens[mention.End].Is(",")
            && at + 1 < sentence.End);

        if (at < sentence.End && isLast && document.Tokens[at].Lower is "yes" or "no" or "nope" or "yep" or "sí" or "ja" or "nein" or "oui"
            or "non" or "none" or "y" or "n" or "ok" or "okay" or "✓" or "✔" or "✗" or "✘")
        {
            return document.Tokens[at].Lower is "yes" or "yep" or "sí" or "ja" or "oui" or "y" or "ok" or "okay" or "✓" or "✔";
        }

        var before = mention.First - 1;

        while (before > sentence.First && Wording.BeforeHeld.Contains(document.Tokens[before].Lower)
            && document.Tokens[before].Lower != "to")
        {
            before--;
        }

        if (before > sentence.First && document.Tokens[before].Is("to") && document.Tokens[before - 1].Lower is "yes" or "no")
        {
            return document.Tokens[before - 1].Is("yes");
        }

        var isAlone = mention.End >= sentence.End || document.Tokens[mention.End].Kind == TokenKind.Mark;

        return isAlone && before >= sentence.First && document.Tokens[before].Lower is "no" or "keine" or "kein" or "sin"
            && (before == sentence.First || document.Tokens[before - 1].Kind == TokenKind.Mark) ? false : null;
    }

    /// <summary>"we hold full liability insurance", "we have no fire alarm", "nos interesan las llaves"</summary>
    private bool IsHeld(AliasMention mention, Sentence sentence)
    {
        for (var i = mention.First - 1; i >= sentence.First && i >= mention.First - 8; i--)
        {
            var lower = document.Tokens[i].Lower;

            if (Wording.Holding.Contains(lower))
            {
                return true;
            }

            if (!Wording.BeforeHeld.Contains(lower) && !Wording.Negations.Contains(lower)
                && !mention.Field.NameWords.Contains(Phrase.Stem(lower)))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>"liability insurance is in force", "parking is available", "parking is out of the question"</summary>
    private bool IsSaid(AliasMention mention, Sentence sentence)
    {
        var at = mention.End;

        // "Insurance we have, parking we do not": what is had stands first; a denial is told apart by its words.
        if (at + 1 < sentence.End && document.Tokens[at].Lower is "we" or "wir"
            && document.Tokens[at + 1].Lower is "have" or "hold" or "carry" or "do" or "don't" or "haven't")
        {
            return document.Tokens[at + 1].Lower is not ("do" or "don't") || document.Tokens[Math.Min(at + 2, sentence.End - 1)].Lower
                is "have" or "not" or "carry" or "hold";
        }

        // "insurance of EUR 2 million has been taken out"
        if (at + 1 < sentence.End && document.Tokens[at].Is("of") && mentions.QuantityAt(at + 1) is { } sum)
        {
            at = sum.Next;
        }

        if (at + 1 >= sentence.End || !(Is.Contains(document.Tokens[at].Lower) || Holds.Contains(document.Tokens[at].Lower)))
        {
            return false;
        }

        if (Holds.Contains(document.Tokens[at].Lower))
        {
            return true;
        }

        at += document.Tokens[at + 1].Lower is "been" or "not" or "also" or "currently" or "always" or "fully" or "all" ? 2 : 1;

        return at < sentence.End && (document.Tokens[at].Lower is "published" or "valid" or "held" or "compulsory" or "mandatory"
            or "welcome" or "available" or "streamed" or "insured" or "applied" or "taken" or "conducted" or "performed" or "obtained"
                or "arranged" or "adopted" or "signed" or "required" or "maintained" or "acceptable" or "fine" or "ok" or "allowed"
                or "permitted" or "vorhanden" or "erwünscht" or "possible" or "renewed" or "secured" or "provided" or "settled"
            || (at + 1 < sentence.End && (document.Tokens[at].Lower, document.Tokens[at + 1].Lower) is ("in", "place" or "force"
            or "effect" or "use") or ("carried", "out")));
    }

    /// <summary>"Public liability EUR 5,000,000": the name and a sum are all that is said.</summary>
    private bool IsOfSum(AliasMention mention, Sentence sentence)
    {
        if (!mention.Field.Rule.StatedMeansYes || mention.First != sentence.First || mention.End >= sentence.End)
        {
            return false;
        }

        var at = document.Tokens[mention.End].Lower is "of" or "," or "-" or "–" ? mention.End + 1 : mention.End;

        return at < sentence.End && mentions.QuantityAt(at) is { IsMoney: true, IsBound: false, Value: > 0 } sum
            && (sum.Next >= sentence.End || (sum.Next + 1 == sentence.End && document.Tokens[sum.Next].Is(".")));
    }

    /// <summary>"parking is not available", "has never been arranged"</summary>
    private bool IsDeniedBehind(AliasMention mention, Sentence sentence)
    {
        for (var i = mention.End; i < sentence.End && i < mention.End + 4; i++)
        {
            if (document.Tokens[i].Lower is "not" or "never" or "nicht" or "no" or "pas" or "isn't" or "aren't" or "wasn't" or "don't"
                or "haven't")
            {
                return true;
            }

            if (document.Tokens[i].Kind == TokenKind.Mark)
            {
                return false;
            }
        }

        return false;
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
            && !mention.Field.NameWords.Contains(Phrase.Stem(before.Lower)) && !Is.Contains(before.Lower);
    }

    private Stance Stance(Sentence sentence, AliasMention mention, int end) =>
        StanceReader.OfMatch(document, sentence, mention.First, end, i => i >= mention.First && i < mention.End);

    private FieldReading Of(AliasMention mention, bool value) =>
        new(JsonValue.Create(value), document.Slice(document.Tokens[mention.First].Start, document.Tokens[mention.End - 1].End));
}
