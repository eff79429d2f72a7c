using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Contracts.Reference;
using PromptIntel.Core.Contracts.Wording;
using PromptIntel.Core.Phrases;
using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Contracts.Comparison;

/// <summary>Weighs one changed run of words; null where it changes nothing.</summary>
internal sealed class HunkGrader(ContractReviewRules rules)
{
    /// <summary>A figure that moves by no more than this share is a minor change.</summary>
    public const decimal SmallMove = 0.25m;

    private const int LongestBeginning = 80;
    private const int FewWords = 3;
    private const int MostSlotWords = 30;

    private readonly HashSet<string> _wording = [.. rules.WordingOnly];
    private readonly PhraseSet _limiting = new(rules.Limiting);

    public Change? Weigh(Hunk hunk, Paragraph template, Paragraph contract)
    {
        ImmutableArray<Word> gone = [.. hunk.Gone.Where(word => !TemplateClause.IsSlot(word.Lower))];

        // A slot is filled, whatever with; its figures are read and compared as terms.
        if (hunk.Gone.Length > gone.Length && hunk.Come.Length is > 0 and <= MostSlotWords && (gone.Length == 0 || gone.All(IsWording)))
        {
            return null;
        }

        if (gone.All(IsWording) && hunk.Come.All(IsWording))
        {
            return null;
        }

        string? was = Text(template, hunk.Gone);
        string? now = Text(contract, hunk.Come);
        string limb = Limb(contract, hunk.At, template);

        if (Numbers(gone) is [var old] && Numbers(hunk.Come) is [var current] && old != 0)
        {
            decimal move = Math.Abs(current - old) / old;
            return new Change(limb, was, now, move <= SmallMove ? Grade.Minor : Grade.Material, Side.Neutral);
        }

        ImmutableArray<Word> sentence = SentenceAt(contract, hunk.At);
        SentenceActor actor = SentenceActor.Of(hunk.Come.IsEmpty || sentence.IsEmpty
            ? SentenceAt(template, hunk.TemplateAt)
            : sentence);
        Side favours = Favours(hunk, gone, actor);

        // A few words in a sentence that binds nobody, such as the name of a body.
        if (actor.Party is null && gone.Length <= FewWords && hunk.Come.Length <= FewWords
            && !_limiting.IsIn(gone) && !_limiting.IsIn(hunk.Come))
        {
            return new Change(limb, was, now, Grade.Minor, Side.Neutral);
        }

        return new Change(limb, was, now, favours == Side.Company ? Grade.Minor : Grade.Material, favours);
    }

    /// <summary>A whole paragraph that the template has and the contract has not, or the other way round.</summary>
    public static Change WeighLimb(Paragraph paragraph, bool isGone)
    {
        Side added = SentenceActor.Of(paragraph.Words).FavoursWhenAdded;
        Side favours = isGone ? Turn(added) : added;
        string text = Words.OneLine(paragraph.Text);
        return new Change(
            Beginning(text), isGone ? text : null, isGone ? null : text, favours == Side.Company ? Grade.Minor : Grade.Material, favours);
    }

    private Side Favours(Hunk hunk, ImmutableArray<Word> gone, SentenceActor actor)
    {
        Side? from = gone.Select(word => SentenceActor.PartyOf(word.Lower)).FirstOrDefault(party => party is not null);
        Side? to = hunk.Come.Select(word => SentenceActor.PartyOf(word.Lower)).FirstOrDefault(party => party is not null);
        bool isTurned = _limiting.IsIn(hunk.Come) || _limiting.IsIn(gone) || (from is not null && to is not null && from != to);
        bool weakens = isTurned && !_limiting.IsIn(gone);
        Side added = actor.FavoursWhenAdded;

        // A duty that is limited, or words that are gone, help whom the sentence binds.
        return weakens || hunk.Come.IsEmpty ? Turn(added) : added;
    }

    private static Side Turn(Side side) => side switch
    {
        Side.Company => Side.League,
        Side.League => Side.Company,
        _ => Side.Neutral,
    };

    private bool IsWording(Word word) => _wording.Contains(word.Lower);

    private static decimal[] Numbers(IEnumerable<Word> words) =>
        [.. words.Select(word => decimal.TryParse(word.Lower, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number)
            && number <= TermReader.Largest ? number : (decimal?)null).OfType<decimal>()];

    private static string? Text(Paragraph paragraph, ImmutableArray<Word> words) =>
        words.IsEmpty ? null : Words.OneLine(paragraph.Text[words[0].Start..words[^1].End]);

    private static string Limb(Paragraph contract, int at, Paragraph template) =>
        Beginning(Words.OneLine(SentenceOf(contract, at)?.Text ?? template.Text));

    private static string Beginning(string text)
    {
        if (text.Length <= LongestBeginning)
        {
            return text;
        }

        int space = text.LastIndexOf(' ', LongestBeginning);

        // One long word may be an address.
        return (space > 0 ? text[..space] : StorableText.Beginning(text, LongestBeginning)) + " ...";
    }

    private static ImmutableArray<Word> SentenceAt(Paragraph paragraph, int at) =>
        SentenceOf(paragraph, at) is { } sentence
            ? [.. paragraph.Words.Where(word => word.Start >= sentence.Start && word.End <= sentence.Start + sentence.Text.Length)]
            : [];

    private static Sentence? SentenceOf(Paragraph paragraph, int at)
    {
        ImmutableArray<Word> words = paragraph.Words;
        int place = words.IsEmpty ? 0 : words[Math.Min(at, words.Length - 1)].Start;
        return paragraph.Sentences.LastOrDefault(sentence => sentence.Start <= place);
    }
}
