using System.Collections.Immutable;

using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Solving;

/// <summary>How much of a stated problem a recipe solves.</summary>
/// <param name="Score">Of the clause that comes nearest, 0 to 1.</param>
/// <param name="Clause">That clause, as stated; null when none comes near.</param>
/// <param name="Phrase">What it is near to.</param>
/// <param name="IsPlain">More than generalities make it near.</param>
/// <param name="IsLed">What makes it near is not beside what the clause tells somebody to do: "put a stamp on the invoices".</param>
internal sealed record Wish(double Score, string? Clause, string? Phrase, bool IsPlain, bool IsLed)
{
    public static Wish None { get; } = new(0, null, null, IsPlain: false, IsLed: false);
}

/// <summary>What is wanted, by the words of a problem alone.</summary>
/// <param name="Recipes">For each choice of the solver what speaks for it.</param>
/// <param name="Wanted">The places of the choices that something asks for.</param>
/// <param name="IsVague">It has nothing to say but generalities.</param>
/// <param name="IsOutside">It asks for something that none of the recipes does.</param>
/// <param name="IsOpen">It wants one of several things, and does not say which.</param>
internal sealed record Wishes(ImmutableArray<Wish> Recipes, ImmutableArray<int> Wanted, bool IsVague, bool IsOutside, bool IsOpen)
{
    /// <summary>Where it names the things that it wants one of: for each of them what speaks for each choice.</summary>
    public ImmutableArray<ImmutableArray<Wish>> Alternatives { get; init; } = [];
}

/// <summary>Reads out of a problem what is wanted. Immutable and safe for concurrent use.</summary>
internal sealed class WishReader
{
    /// <summary>A clause that says less of a phrase than this does not mean it; measured on bench/Workflows.</summary>
    private const double Least = 0.72;

    /// <summary>A problem that has no more than this to say beside generalities is vague.</summary>
    private const double MostUnexplained = 0.4;

    /// <summary>A word this near to a generality is one.</summary>
    private const double Near = 0.5;

    /// <summary>Words between a determiner and the word that it is for.</summary>
    private const int MostInName = 4;

    /// <summary>Before what somebody is told to do.</summary>
    private static readonly HashSet<string> Polite =
        ["please", "kindly", "just", "can", "could", "would", "will", "you", "and", "then", "also"];

    /// <summary>What a clause begins with that says where something comes from, and nothing of what is wanted.</summary>
    private const string Source = "from";

    /// <summary>Who a clause that asks for something speaks of.</summary>
    private static readonly HashSet<string> Asking = ["i", "we", "you"];

    private static readonly HashSet<string> Determiners = ["the", "a", "an", "this", "that", "our", "their", "your", "my"];

    private readonly int _choices;
    private readonly Phrasebook _phrases;
    private readonly ImmutableArray<SaidWord> _general;
    private readonly HashSet<string> _common;

    public WishReader(SolverDefinition solver)
    {
        _choices = solver.Choices.Length;
        _common = [.. solver.Common.SelectMany(SaidWord.Of).Select(word => word.Stem)];
        _phrases = new Phrasebook([.. solver.Choices.Select(choice => choice.Solves.AsEnumerable()), solver.Outside], solver.Common);
        _general =
        [
            .. solver.Vague.Concat(solver.Common).Concat(solver.Kinds.SelectMany(kind => kind.Words)).SelectMany(SaidWord.Of)
                .Where(word => !word.IsFunction).DistinctBy(word => word.Text),
        ];
    }

    public Wishes Read(string problem)
    {
        Wish[] best = [.. Enumerable.Repeat(Wish.None, _choices)];
        var wanted = new SortedSet<int>();
        var said = new List<SaidWord>();
        bool isOutside = false;

        foreach (Clause clause in Clause.Of(problem).Where(clause => !clause.IsDenied))
        {
            List<SaidWord> words = SaidWord.Of(clause.Text);
            ImmutableArray<PhraseMatch> matches = _phrases.Compare(words);
            HashSet<int> names = NamesIn(words);
            int lead = LeadOf(words);
            said.AddRange(words.Where((word, place) => !word.IsFunction && !names.Contains(place)));

            for (int choice = 0; choice < _choices; choice++)
            {
                best[choice] = matches[choice].Score > best[choice].Score
                    ? WishOf(clause.Text, words, lead, matches[choice])
                    : best[choice];
            }

            foreach (int label in IsSource(words) ? [] : Meant(matches, lead))
            {
                isOutside |= label == _choices;

                if (label < _choices)
                {
                    wanted.Add(label);
                }
            }
        }

        int unexplained = said.Count(word => !IsGeneral(word));
        return new Wishes([.. best], [.. wanted], unexplained <= MostUnexplained * said.Count, isOutside, Clause.LeavesOpen(problem))
        {
            Alternatives = [.. Clause.AlternativesOf(problem).Select(ReadAlternative)],
        };
    }

    private ImmutableArray<Wish> ReadAlternative(string text)
    {
        List<SaidWord> words = SaidWord.Of(text);
        int lead = LeadOf(words);
        return [.. _phrases.Compare(words).Take(_choices).Select(match => WishOf(text.Trim(), words, lead, match))];
    }

    private Wish WishOf(string clause, List<SaidWord> words, int lead, PhraseMatch match) => new(
        Math.Min(1, match.Score),
        clause,
        match.Phrase,
        match.Words.Any(place => !IsGeneral(words[place])),
        !IsSource(words) && IsLed(words, lead, match));

    /// <summary>"from the bank statements of all accounts", but not "from the form I need a contract".</summary>
    private static bool IsSource(List<SaidWord> words) =>
        words is [{ Text: Source }, ..] && !words.Exists(word => Asking.Contains(word.Text));

    /// <summary>"the tug of war federation" names whom it is about, and says nothing of what is wanted.</summary>
    private HashSet<int> NamesIn(List<SaidWord> words)
    {
        var names = new HashSet<int>();

        for (int place = 0; place < words.Count; place++)
        {
            int from = Math.Max(0, place - MostInName);
            int determiner = _common.Contains(words[place].Stem)
                ? words.FindLastIndex(place, place - from + 1, word => Determiners.Contains(word.Text))
                : -1;

            if (determiner >= 0)
            {
                names.UnionWith(Enumerable.Range(determiner + 1, place - determiner - 1));
            }
        }

        return names;
    }

    private bool IsGeneral(SaidWord word) => _general.Any(general => general.Nearness(word) >= Near);

    /// <summary>The place of the word that says what is to be done: the first that says anything. -1 for none.</summary>
    private int LeadOf(List<SaidWord> words) =>
        words.FindIndex(word => !word.IsFunction && !_general.Any(general => general.Stem == word.Stem));

    /// <summary>Whether the match has the word that the clause begins with, where that tells what to do: "stamp", not "I need".</summary>
    private static bool IsLed(List<SaidWord> words, int lead, PhraseMatch match) =>
        lead < 0 || words.FindIndex(word => !Polite.Contains(word.Text)) != lead || match.Words.Contains(lead);

    /// <summary>
    /// What the clause means, nearest first; two only where different words of it say them, and beside what nobody here does only what more
    /// than one word says, unless that stands among them: "draft an employment contract". Where it begins with what nobody here does, only
    /// what begins with the same word: "transfer the fee to the bank account".
    /// </summary>
    private List<int> Meant(ImmutableArray<PhraseMatch> matches, int lead)
    {
        var meant = new List<int>();
        bool isOutside = matches[_choices].Score >= Least;
        bool isLedOutside = isOutside && matches[_choices].Words.Contains(lead);

        // Words that only hold a sentence together mean nothing by themselves: "where did they change things on us".
        foreach (int label in Enumerable.Range(0, matches.Length)
            .Where(label => matches[label].Score >= Least && !matches[label].Words.IsEmpty)
            .OrderByDescending(label => matches[label].Score))
        {
            if (isLedOutside && !matches[label].Words.Contains(lead))
            {
                continue;
            }

            if ((!isOutside || label == _choices || (matches[label].Words.Count > 1 && !IsAround(matches[label], matches[_choices])))
                && meant.TrueForAll(other => !matches[other].Words.Overlaps(matches[label].Words)))
            {
                meant.Add(label);
            }
        }

        return meant;
    }

    private static bool IsAround(PhraseMatch match, PhraseMatch inner) =>
        inner.Words.Any(place => place > match.Words.Min() && place < match.Words.Max() && !match.Words.Contains(place));
}
