using System.Collections.Frozen;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>
/// What an answer to a yes-or-no question says by its first words. "No" before another word is a refusal only before words that go on with
/// it: "No objection" and "No. 3 below" are none.
/// </summary>
internal static class YesNo
{
    private static readonly FrozenSet<string> Yes = FrozenSet.ToFrozenSet(
        ["yes", "true", "yep", "yeah", "✓", "✔", "certainly", "absolutely", "definitely", "affirmative", "correct", "indeed", "ja", "sí",
        "oui", "sim", "sì"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> No = FrozenSet.ToFrozenSet(
        ["no", "nope", "nah", "false", "never", "none", "nein", "non", "nee", "não", "nej", "✗", "✘",
        "néant", "nil", "keine", "keiner", "aucun", "aucune", "ninguno", "ninguna"],
        StringComparer.Ordinal);

    /// <summary>May follow "no" and leave it a plain refusal.</summary>
    private static readonly FrozenSet<string> AfterNo = FrozenSet.ToFrozenSet(
        ["we", "thanks", "thank", "i", "not", "there", "it", "longer", "interest", "plans", "such", "at", "never", "formal", "written",
        "way", "wir", "noch", "por", "todavía", "pas", "nous"],
        StringComparer.Ordinal);

    /// <summary>Of rules that are followed; whose they are, the field's rule says.</summary>
    private static readonly FrozenSet<string> RuleWords = FrozenSet.ToFrozenSet(
        ["follows", "follow", "according", "rules", "rule", "code", "regulations", "statutes", "national", "international"],
        StringComparer.Ordinal);

    /// <summary>Turn a "yes" into something else behind it.</summary>
    private static readonly FrozenSet<string> Reservations = FrozenSet.ToFrozenSet(
        ["but", "though", "although", "however", "except", "no", "or", "past", "once", "was", "were", "refused", "declined", "aber",
        "pero", "mais", "nein", "if", "wenn"],
        StringComparer.Ordinal);

    /// <summary>Null when the words do not say it plainly.</summary>
    /// <param name="end">Of the first sentence.</param>
    /// <param name="answerEnd">Of the whole answer: "No. 3 below" is one sentence.</param>
    public static bool? Of(SourceDocument document, int first, int end, int answerEnd)
    {
        var (one, two, three) = (At(document, first, end), At(document, first + 1, end), At(document, first + 2, end));

        if (one is "absolutely" or "certainly" or "definitely" && two == "not")
        {
            return false;
        }

        if (one == "none" && (two, three) is ("so", "far") or ("at", "present") or ("yet", _))
        {
            return false;
        }

        // "Covered by our landlord, yes."
        if (end - first > 2 && Yes.Contains(At(document, end - (At(document, end - 1, end) is "." or "!" ? 2 : 1), end))
            && !No.Contains(one))
        {
            return HasReservation(document, first, end - 2) ? null : true;
        }

        if (Yes.Contains(one) || (one == "y" && IsEnd(two)) || (one == "si" && IsEnd(two)))
        {
            // In two languages: "Yes / Oui".
            var isTwice = two == "/" && Yes.Contains(three);

            return (two is "/" or "?" && !isTwice) || HasReservation(document, first, end) ? null : true;
        }

        if (No.Contains(one) || (one == "n" && (IsEnd(two) || two is "-" or "–" or "—")))
        {
            if (two == "/")
            {
                return No.Contains(three) ? false : null;
            }

            // "no, wait, yes"
            for (var i = first + 1; i < answerEnd; i++)
            {
                if (Yes.Contains(document.Tokens[i].Lower))
                {
                    return null;
                }
            }

            return Refusal(document, first, two, At(document, first + 2, answerEnd));
        }

        return (one, two, three) switch
        {
            ("nothing", "yet" or "formal" or "written" or "official", _) when IsEnd(three) || three is "so" or "yet" or "at" => false,
            ("nothing", "in", "writing") or ("nada", "por" or "escrito" or "formal", _) or ("nichts", "schriftliches" or "formelles", _)
                or ("rien", "de" or "d'écrit", _) => false,
            ("not", "carried", "out") => false,
            ("not", "done" or "insured" or "tested" or "adopted" or "arranged" or "held" or "published" or "conducted" or "performed"
                or "signed" or "in", _) when IsEnd(three) || three is "place" or "force" => false,
            ("noch", "nicht", "beschlossen" or "verabschiedet" or "vorhanden" or "eingeführt" or "unterschrieben") => false,
            ("nicht" or "no" or "non", "vorhanden" or "existe" or "existant", _) when IsEnd(three) => false,
            ("sure", _, _) when end - first <= 2 => true,
            ("of", "course", not "not") => true,
            ("we" or "i", "do" or "are" or "have" or "would" or "can", _) when IsEnd(three) || three == "indeed" => true,
            ("very", "much", _) when IsEnd(three) || three == "so" => true,
            ("not", "yet" or "currently" or "interested" or "really", _) when IsEnd(three) => false,
            ("not", "at", "all" or "present" or "the" or "this") => false,
            ("not", "for", "now") or ("not", "in", "writing") => false,
            ("todavía" or "aún", "no", _) or ("noch", "nicht" or "keine" or "keiner", _) or ("pas", "encore", _) when IsEnd(three) => false,
            ("not", _, _) when IsEnd(two) => false,
            ("we", "do" or "have" or "are" or "would", "not") => IsEnd(AfterAdverb(document, first + 3, end)) ? false : null,
            ("we", "don't" or "haven't" or "aren't" or "wouldn't", _) => IsEnd(AfterAdverb(document, first + 2, end)) ? false : null,
            _ => null,
        };
    }

    /// <summary>
    /// For a label under which stating anything means having it ("Insurance: EUR 5,000,000 with Acme"): every word is an amount, a year, a
    /// name, or a word of having, of the label, or of grammar. Any other word may say the opposite ("uninsured", "to follow").
    /// </summary>
    public static bool IsStated(SourceDocument document, FieldPlan field, int first, int end)
    {
        var hasEvidence = false;
        var isFollowing = FollowsRules(document, first, end);

        for (var i = first; i < end; i++)
        {
            var token = document.Tokens[i];
            var isName = token.Kind == TokenKind.Word && char.IsUpper(document.Text[token.Start])
                && (IsAcronym(document, i) || (i > first && IsCapital(document, i - 1, first)) || (i > first && i + 1 < end
                    && IsCapital(document, i + 1, first)));
            isName |= token.Kind == TokenKind.Word && i > first && char.IsUpper(document.Text[token.Start])
                && (At(document, i - 1, end), At(document, i + 1, end)) is ("(", ")");
            isName |= token.Kind == TokenKind.Word && i > first && char.IsUpper(document.Text[token.Start])
                && document.Tokens[i - 1].Lower is "with" or "by" or "through" or "via" or "bei" or "con" or "avec" or "chez";
            var isFigure = token.Kind == TokenKind.Number && token.Lower.AsSpan().IndexOfAnyExcept('0') >= 0;
            var isHeld = Wording.Having.Contains(token.Lower) || (isFollowing && IsOfRules(field, token.Lower));
            hasEvidence |= isName || isFigure || isHeld;

            // "EUR 0"; not the zeros of "1,000".
            var isZero = token.Kind == TokenKind.Number && !isFigure && At(document, i + 1, end) is not ("." or ",")
                && (i == first || document.Tokens[i - 1].Lower is not ("." or "," or "'" or "’") and var before
                    && (before.Length == 0 || !char.IsAsciiDigit(before[0])));

            if (isZero || IsNotYet(token.Lower, At(document, i + 1, end)))
            {
                return false;
            }

            if (token.Kind == TokenKind.Word && !isName && !isHeld && !Wording.AfterNumber.Contains(token.Lower)
                && !Wording.Fillers.Contains(token.Lower)
                && !field.NameWords.Contains(Phrase.Stem(token.Lower)) && !field.Units.Contains(token.Lower)
                    && Numbers.Magnitudes.Of(token.Lower, true) is null)
            {
                return false;
            }
        }

        return hasEvidence;
    }

    /// <summary>"the landlord's rules", where the field's rule names landlords.</summary>
    private static bool IsOfRules(FieldPlan field, string word) => RuleWords.Contains(word)
        || field.Rule.RulesOf.Contains(word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word);

    /// <summary>"follows the landlord's rules", "according to the ISO code"; "to follow" is still to come.</summary>
    private static bool FollowsRules(SourceDocument document, int first, int end) =>
        At(document, first, end) is "follows" or "follow" or "according" or "per" or "under"
        && At(document, end - 1, end) is "rules" or "rule" or "code" or "regulations" or "statutes";

    /// <summary>Words of grammar that make something to come, or gone, of a word of having: "applied for", "being written".</summary>
    private static bool IsNotYet(string word, string next) =>
        word is "being" or "next" or "will" or "would" or "should" or "shall"
        || (word is "apply" or "applies" or "applied" && next == "for") || (word == "out" && next == "of");

    private static bool IsAcronym(SourceDocument document, int at) =>
        document.Tokens[at].Length > 1 && char.IsUpper(document.Text[document.Tokens[at].Start + 1]);

    /// <summary>One capital alone may begin a sentence, or any noun in German.</summary>
    private static bool IsCapital(SourceDocument document, int at, int first) =>
        at > first && document.Tokens[at].Kind == TokenKind.Word && char.IsUpper(document.Text[document.Tokens[at].Start]);

    private static bool? Refusal(SourceDocument document, int first, string two, string three)
    {
        if (two == "." && three.Length > 0 && char.IsAsciiDigit(three[0]))
        {
            return null;
        }

        var isPlain = IsEnd(two) || two is "-" or "–" or "—" or "(" or ":" || (AfterNo.Contains(two)
            && document.Tokens[first].Lower is "no" or "nein" or "non");

        // "No way", and not "no way of telling"; "no such policy", and not "no such luck".
        isPlain &= !(two == "way" && !IsEnd(three)) && !(two == "such" && !IsEnd(three)
            && three is not ("policy" or "rule" or "rules" or "programme" or "insurance" or "thing" or "plan" or "plans" or "code"));

        return isPlain ? false : null;
    }

    private static bool HasReservation(SourceDocument document, int first, int end)
    {
        for (var i = first + 1; i < end; i++)
        {
            if (Reservations.Contains(document.Tokens[i].Lower))
            {
                return true;
            }
        }

        return false;
    }

    private static string AfterAdverb(SourceDocument document, int at, int end) =>
        At(document, at, end) is "yet" or "currently" or "now" ? At(document, at + 1, end) : At(document, at, end) == "at" ? ""
        : At(document, at, end);

    private static string At(SourceDocument document, int at, int end) => at < end ? document.Tokens[at].Lower : "";

    private static bool IsEnd(string token) => token is "" or "." or "," or "!" or ";";
}
