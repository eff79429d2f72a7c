using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Contracts.Reference;
using PromptIntel.Core.Contracts.Wording;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Contracts.Comparison;

/// <summary>Weighs one changed run of words; null where it changes nothing.</summary>
internal sealed class HunkGrader(ContractReviewRules rules)
{
    /// <summary>A figure that moves by no more than this share is a minor change.</summary>
    public const decimal SmallMove = 0.25m;

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

        ImmutableArray<Word> sentence = SentenceAt(contract.Words, contract.Text, hunk.At);
        SentenceActor actor = SentenceActor.Of(hunk.Come.IsEmpty || sentence.IsEmpty
            ? SentenceAt(template.Words, template.Text, hunk.TemplateAt)
            : sentence);
        Side favours = Favours(hunk, gone, actor);

        // A few words in a sentence that binds nobody, such as the name of a body.
        if (actor.Party is null && gone.Length <= FewWords && hunk.Come.Length <= FewWords && !_limiting.IsIn(gone) && !_limiting.IsIn(hunk.Come))
        {
            return new Change(limb, was, now, Grade.Minor, Side.Neutral);
        }

        return new Change(limb, was, now, favours == Side.Company ? Grade.Minor : Grade.Material, favours);
    }

    /// <summary>A whole paragraph that the template has and the contract has not, or the other way round.</summary>
    public static Change WeighLimb(Paragraph paragraph, bool isGone)
    {
        Side added = SentenceActor.Of(paragraph.Words).FavoursWhenAdded;
        Side favours = !isGone ? added : added switch
        {
            Side.Company => Side.League,
            Side.League => Side.Company,
            _ => Side.Neutral,
        };
        string text = OneLine(paragraph.Text);
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
            ? number : (decimal?)null).OfType<decimal>()];

    private static string? Text(Paragraph paragraph, ImmutableArray<Word> words) =>
        words.IsEmpty ? null : OneLine(paragraph.Text[words[0].Start..words[^1].End]);

    private static string Limb(Paragraph contract, int at, Paragraph template) =>
        Beginning(OneLine(SentenceTextAt(contract.Text, contract.Words, at) ?? template.Text));

    private static string Beginning(string text) => text.Length <= 80 ? text : text[..text.LastIndexOf(' ', 80)] + " ...";

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string? SentenceTextAt(string text, ImmutableArray<Word> words, int at) =>
        SentenceOf(text, words, at) is { } sentence ? sentence.Text : null;

    private static ImmutableArray<Word> SentenceAt(ImmutableArray<Word> words, string text, int at) =>
        SentenceOf(text, words, at) is { } sentence
            ? [.. words.Where(word => word.Start >= sentence.Start && word.End <= sentence.Start + sentence.Text.Length)]
            : [];

    private static Sentence? SentenceOf(string text, ImmutableArray<Word> words, int at)
    {
        int place = words.IsEmpty ? 0 : words[Math.Min(at, words.Length - 1)].Start;
        return Sentences.Of(text).LastOrDefault(sentence => sentence.Start <= place);
    }
}
