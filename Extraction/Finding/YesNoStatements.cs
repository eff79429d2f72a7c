using System.Collections.Frozen;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>
/// Sentences that say whether something is had or wanted: "we hold liability insurance", "parking - no", "insurance EUR 2m".
/// </summary>
/// <param name="entries">Offsets from and to of what was read as labels with their answers, in order.</param>
internal sealed class YesNoStatements(SourceDocument document, Mentions mentions, List<(int Start, int End)> entries)
{
    /// <summary>"rules apply", "eine Versicherung besteht"</summary>
    private static readonly FrozenSet<string> Holds = FrozenSet.ToFrozenSet(["applies", "apply", "besteht", "bestehen", "gilt", "gelten",
        "existe", "existen"], StringComparer.Ordinal);

    /// <summary>What the sentence says of it; null when it does not say whether.</summary>
    public FieldReading? Read(AliasMention mention, Sentence sentence)
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

        if (at + 1 >= sentence.End || !(Wording.Being.Contains(document.Tokens[at].Lower) || Holds.Contains(document.Tokens[at].Lower)))
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
        if (!mention.Field.Rule.StatedMeansYes || mention.End >= sentence.End)
        {
            return false;
        }

        var at = document.Tokens[mention.End].Lower is "of" or "," or "-" or "–" ? mention.End + 1 : mention.End;

        return at < sentence.End && mentions.QuantityAt(at) is { IsMoney: true, IsBound: false, Value: > 0 } sum
            && (sum.Next >= sentence.End || (sum.Next + 1 == sentence.End && document.Tokens[sum.Next].Is(".")))
            && (mention.First == sentence.First || FollowsEntry(mention.First));
    }

    /// <summary>It begins the line below an entry, which ends there even where the lines are of one length.</summary>
    private bool FollowsEntry(int token)
    {
        var (last, first) = (document.Tokens[token - 1], document.Tokens[token]);

        return document.LineAt(last.Start) != document.LineAt(first.Start)
            && entries.Exists(entry => entry.Start <= last.Start && last.Start < entry.End && entry.End <= first.Start);
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

    private Stance Stance(Sentence sentence, AliasMention mention, int end) =>
        StanceReader.OfMatch(document, sentence, mention.First, end, i => i >= mention.First && i < mention.End);

    private FieldReading Of(AliasMention mention, bool value) =>
        new(JsonValue.Create(value), document.Slice(document.Tokens[mention.First].Start, document.Tokens[mention.End - 1].End));
}
