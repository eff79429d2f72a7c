using System.Collections.Frozen;

using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Whether a sentence that sounds like a field's speaks of something else: "the guarantee was founded in 2014".</summary>
internal sealed class OtherSubjects(SourceDocument document, ExtractionPlan plan)
{
    private static readonly FrozenSet<string> Auxiliaries = FrozenSet.ToFrozenSet(
        ["was", "were", "is", "are", "has", "have", "had", "been", "be", "should", "shall", "will", "would", "must", "can", "may", "to",
        "first", "also", "officially", "originally", "wurde", "fue", "est", "a", "été", "soll", "debe", "doit"], StringComparer.Ordinal);

    /// <param name="first">Where the words of the sentence that were recognised begin.</param>
    /// <param name="end">The token behind them and the value.</param>
    public bool Has(FieldPlan field, Sentence sentence, int first, int end) => field.Kind switch
    {
        FieldKind.Year => NamesAnother(field, sentence, first) || IsShared(sentence, first, end) || IsContrasted(sentence, end),
        FieldKind.Date => NamesAnother(field, sentence, first) || IsShared(sentence, first, end),
        FieldKind.Integer or FieldKind.Number or FieldKind.Percent => IsShared(sentence, first, end),
        _ => false,
    };

    /// <summary>The last word before is a name of another field.</summary>
    private bool NamesAnother(FieldPlan field, Sentence sentence, int first)
    {
        var at = first - 1;

        while (at > sentence.First && Auxiliaries.Contains(document.Tokens[at].Lower))
        {
            at--;
        }

        // "a term of 36 months starting": a unit is no subject.
        if (at < sentence.First || document.Tokens[at].Kind != TokenKind.Word || (at > sentence.First
            && (document.Tokens[at - 1].Kind == TokenKind.Number || NumberWords.Read(document.Tokens, at - 1) is not null)))
        {
            return false;
        }

        var word = Phrase.Stem(document.Tokens[at].Lower);
        var isOwn = field.NameWords.Contains(word) || plan.Neutral.Contains(word) || plan.EndWords.Contains(word);

        return !isOwn && plan.Fields.Any(other => other != field && other.Rule.EndsIn.Count == 0 && other.NameWords.Contains(word));
    }

    /// <summary>"It was set up in 2019, although the house goes back to 2011": which of the two is meant is not told.</summary>
    private bool IsContrasted(Sentence sentence, int end)
    {
        var isContrast = false;

        for (var i = end; i < sentence.End; i++)
        {
            isContrast |= Wording.Contrasts.Contains(document.Tokens[i].Lower);

            if (isContrast && CalendarYears.Of(document.Tokens[i].Lower) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Our agreement with Acme runs two years", "an agreement of two years with Acme": it is another one.</summary>
    private bool IsShared(Sentence sentence, int first, int end)
    {
        // Behind the value or its unit.
        if (IsWithName(end, sentence.End) || IsWithName(end + 1, sentence.End))
        {
            return true;
        }

        for (var i = Math.Max(sentence.First + 1, first - 3); i < end; i++)
        {
            if (IsWithName(i, end))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsWithName(int at, int limit) => at + 1 < limit && document.Tokens[at].Lower is "with" or "mit" or "avec"
        && NameRun.EndFrom(document, at + 1, limit) is not null;
}
