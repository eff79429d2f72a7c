using System.Collections.Frozen;

using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>What sentences say of fields: by declared cues and patterns, and by numbers before a unit that one field alone counts
/// in.</summary>
internal sealed class RunningText(SourceDocument document, CompiledPlan compiled, Mentions mentions, AnswerReader answers, ListReader lists,
    List<(int Start, int End)> entries)
{
    private const int LongestClause = 8;

    /// <summary>What is counted in each of these is counted in one of them.</summary>
    private static readonly FrozenSet<string> CalendarPeriods = FrozenSet.ToFrozenSet(
        ["year", "winter", "summer", "annum", "jahr", "año", "an"], StringComparer.Ordinal);

    private readonly ExtractionPlan _plan = compiled.Plan;
    private readonly NumberReader _numbers = new(document, mentions, compiled.Plan);

    /// <summary>Numbers that stand where a cue wants a value and were not accepted.</summary>
    public List<(FieldPlan Field, Slice Source)> Refused { get; } = [];

    public IEnumerable<Candidate> Find()
    {
        var values = new CueValueReader(document, mentions, _numbers, new DateReader(document, mentions), answers, lists, Refused);

        return [.. new CueMatcher(document, compiled, values).Find(), .. PatternMatches.Find(document, _plan.Fields, answers),
            .. Counted(),
            .. new Statements(document, compiled, mentions, values, entries).Find()];
    }

    private IEnumerable<Candidate> Counted()
    {
        var sentence = 0;

        foreach (var quantity in mentions.Quantities)
        {
            while (sentence < document.Sentences.Count && document.Sentences[sentence].End <= quantity.First)
            {
                sentence++;
            }

            if (sentence < document.Sentences.Count && UnitOf(quantity, document.Sentences[sentence].End) is { } unit
                && Count(quantity, unit, document.Sentences[sentence]) is { } candidate)
            {
                yield return candidate;
            }
        }
    }

    /// <summary>The token of the unit, over words that may stand between ("352 registered guests").</summary>
    private int? UnitOf(Quantity quantity, int end)
    {
        if (CompoundUnit(quantity, end) is { } compound)
        {
            return compound;
        }

        for (var i = quantity.Next; i < end && i < quantity.Next + 3; i++)
        {
            var lower = document.Tokens[i].Lower;

            if (compiled.Counted.ContainsKey(lower))
            {
                var gap = document.Text.AsSpan(quantity.End, document.Tokens[i].Start - quantity.End);
                var isOtherCell = gap.Contains('\t') || gap.Contains("   ", StringComparison.Ordinal);

                // The next line of a table asks for its own number.
                return isOtherCell || (gap.Contains('\n') && IsEntry(quantity.Start)) ? null : i;
            }

            if (!Wording.Attributes.Contains(lower))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>"a nine-room guest house": counted, if the name of what has them ends as declared.</summary>
    private int? CompoundUnit(Quantity quantity, int end)
    {
        var unit = quantity.Next + 1;

        if (unit >= end || !document.Tokens[quantity.Next].Is("-") || document.Tokens[quantity.Next].Start != quantity.End
            || document.Tokens[unit].Start != document.Tokens[quantity.Next].End
            || !compiled.Counted.ContainsKey(document.Tokens[unit].Lower))
        {
            return null;
        }

        for (var i = unit + 1; i < end && i < unit + 7 && document.Tokens[i].Kind == TokenKind.Word; i++)
        {
            if (_plan.EndWords.Contains(document.Tokens[i].Lower))
            {
                return unit;
            }
        }

        return null;
    }

    private bool IsEntry(int at)
    {
        var (low, high) = (0, entries.Count);

        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = entries[middle].End <= at ? (middle + 1, high) : (low, middle);
        }

        return low < entries.Count && entries[low].Start <= at;
    }

    private Candidate? Count(Quantity quantity, int unit, Sentence sentence)
    {
        var field = compiled.Counted[document.Tokens[unit].Lower];
        var before = quantity.First > sentence.First ? document.Tokens[quantity.First - 1].Lower : "";
        var isPart = (before == "(" && quantity.First - 2 > sentence.First && HasOwner(sentence.First, quantity.First - 1))
            || before is "top" or "first" or "last" or "best" or "other" or "another" or "of" or "these" or "those" or "all"
            or "next" or "per" or "lost" or "added"
            || IsInName(quantity) || IsOfEach(unit + 1) || IsByEach(quantity.First, sentence) || NamesOther(quantity.First, sentence);

        if (isPart || IsTakenBack(unit + 1) || quantity.IsMoney || quantity.IsPercent
            || StanceReader.OfMatch(document, sentence, quantity.First, unit + 1, i => i >= quantity.First && i <= unit) != Stance.Asserted)
        {
            return null;
        }

        return _numbers.Accept(field, quantity, LabelHints.None, sentence.End) is { } reading
            ? new Candidate(field, reading, Evidence.Unit)
            {
                Year = EarlierTimes.Of(document, _plan, sentence, quantity.First, unit),
            }
            : null;
    }

    /// <summary>"38 rooms... no wait, 83"</summary>
    private bool IsTakenBack(int next)
    {
        for (var i = next; i + 1 < document.Tokens.Length && i < next + 5; i++)
        {
            if ((document.Tokens[i].Lower, document.Tokens[i + 1].Lower) is ("no", "wait") or ("i", "mean") or ("sorry", ",")
                or ("correction", _))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"The men's wing (10 rooms)": a part of the whole.</summary>
    private bool HasOwner(int first, int end)
    {
        for (var i = Math.Max(first, end - 4); i < end; i++)
        {
            if (document.Tokens[i].Lower.EndsWith("'s", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Channel 7 shows it": the number is part of a name.</summary>
    private bool IsInName(Quantity quantity) => quantity.First > 0 && document.Tokens[quantity.First].Kind == TokenKind.Number
        && quantity.Start - document.Tokens[quantity.First - 1].End == 1
        && char.IsUpper(document.Text[document.Tokens[quantity.First - 1].Start])
        && document.Tokens[quantity.First - 1].Lower is "channel" or "canal" or "kanal" or "chaîne" or "tv" or "radio" or "group" or "grupo"
        or "gruppe" or "division" or "section" or "zone" or "pool" or "tier" or "level" or "edition" or "phase" or "week" or "room"
        or "hall";

    /// <summary>"Each guest gets 3 keys", "every house has 12 rooms": so many for each and not in all.</summary>
    private bool IsByEach(int first, Sentence sentence)
    {
        for (var i = first - 1; i >= sentence.First && i > first - LongestClause; i--)
        {
            var lower = document.Tokens[i].Lower;

            if (lower is "," or ";" or ":" or "." or "(" or ")" or "-" or "–" or "=" or "plus" or "and" or "und" or "y" or "et")
            {
                return false;
            }

            if (lower is "each" or "every" or "per" or "jede" or "jeder" or "jedes" or "je" or "pro" or "cada" or "chaque" or "par")
            {
                var next = document.Tokens[i + 1].Lower;

                return i + 1 < first && !_plan.Neutral.Contains(Phrase.Stem(next)) && !CalendarPeriods.Contains(next);
            }
        }

        return false;
    }

    /// <summary>"14 guests per room", "3 rooms each", "two guests joined": not how many there are.</summary>
    private bool IsOfEach(int next)
    {
        var (one, two) = (next < document.Tokens.Length ? document.Tokens[next].Lower : "", next + 1 < document.Tokens.Length
            ? document.Tokens[next + 1].Lower : "");

        return (one is "per" or "a" or "an" or "each" or "in"
            && compiled.Counted.ContainsKey(two) | compiled.Counted.ContainsKey(two + "s"))
            || one is "each" or "joined" or "left" or "more" or "fewer" or "or" or "withdrew";
    }

    /// <summary>"The annexes have 30 rooms": neither the author nor what the document is about.</summary>
    private bool IsThing(Token subject) => subject.Kind == TokenKind.Word && !_plan.EndWords.Contains(subject.Lower)
        && !_plan.Neutral.Contains(Phrase.Stem(subject.Lower)) && subject.Lower.EndsWith('s') && subject.Length > 4;

    /// <summary>"Hotel Skyline has 15 rooms": the subject is a name before "has" that is not the author's.</summary>
    private bool NamesOther(int first, Sentence sentence)
    {
        for (var i = first - 1; i > sentence.First; i--)
        {
            if (document.Tokens[i].Lower is "has" or "have" or "counts")
            {
                var isOwn = Enumerable.Range(sentence.First, i - sentence.First).Any(at =>
                    Wording.OwnParty.Contains(document.Tokens[at].Lower));

                return !isOwn && (char.IsUpper(document.Text[document.Tokens[i - 1].Start]) || IsThing(document.Tokens[i - 1]));
            }
        }

        return false;
    }
}
