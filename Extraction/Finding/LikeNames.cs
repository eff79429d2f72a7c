using System.Collections.Frozen;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>
/// The names that a label shares most of its meaning with: all names of all fields are the vocabulary, a word weighs less the more fields
/// it names, and words that no field knows speak little against.
/// </summary>
internal sealed class LikeNames
{
    private const double NeutralWeight = 0.12;
    private const double UnknownWeight = 0.35;
    private const double NarrowingWeight = 1.1;
    private const double LeastLikeness = 0.5;
    private const double Margin = 0.08;

    /// <summary>May stand behind a name and leave its meaning.</summary>
    public static readonly FrozenSet<string> AfterName = FrozenSet.ToFrozenSet(
        ["details", "status", "info", "information", "figures", "figure", "held", "available", "offered", "wanted", "sought", "desired",
        "required", "requested", "expected", "proposed", "confirmed", "overall", "altogether", "together", "today", "please", "y", "n",
        "list", "data", "particulars", "arrangements", "situation", "position", "question"], StringComparer.Ordinal);

    private readonly Dictionary<string, List<Alias>> _byWord = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly FrozenSet<string> _neutral;
    private readonly Synonyms _synonyms;

    /// <param name="names">The words of every name, one for each group of synonyms.</param>
    public LikeNames(IEnumerable<(NamedField Named, SortedSet<string> Words)> names, ExtractionPlan plan)
    {
        _neutral = plan.Neutral;
        _synonyms = plan.Synonyms;

        foreach (var alias in names.DistinctBy(name => (name.Named, string.Join(' ', name.Words))).Select(name =>
            new Alias(name.Named, name.Words)))
        {
            foreach (var word in alias.Words)
            {
                if (!_byWord.TryGetValue(word, out var aliases))
                {
                    _byWord[word] = aliases = [];
                }

                aliases.Add(alias);
            }
        }

        foreach (var (word, aliases) in _byWord)
        {
            var named = aliases.Select(alias => alias.Named.Field).Distinct().Count();
            _weights[word] = _neutral.Contains(word) ? NeutralWeight : Math.Max(UnknownWeight, 1 / (1 + (0.25 * (named - 1))));
        }
    }

    public bool Knows(string word) => _byWord.ContainsKey(word);

    public NamedFields Find(SortedSet<string> words, ReadOnlySpan<Token> label)
    {
        var said = words.Select(word => new Said(word, _synonyms.Of(word))).ToList();
        var followers = Followers(label);
        var head = Head(label);
        var doubtful = label.ToArray().Where(token => IsDoubtful(token.Lower)).Select(token => Phrase.Stem(token.Lower)).ToHashSet(
            StringComparer.Ordinal);
        var likest = new Dictionary<NamedField, (double Likeness, Alias Alias)>();

        foreach (var alias in said.Where(word => !_neutral.Contains(word.Meaning)
            && _byWord.ContainsKey(word.Meaning)).SelectMany(word => _byWord[word.Meaning]).Distinct())
        {
            var likeness = Asking.Allows(label, alias.Named.Field) ? Likeness(alias, said, followers, head, doubtful) : 0;

            if (likeness >= LeastLikeness && (!likest.TryGetValue(alias.Named, out var known) || known.Likeness < likeness))
            {
                likest[alias.Named] = (likeness, alias);
            }
        }

        if (likest.Count == 0)
        {
            return NamedFields.None;
        }

        var best = likest.Values.Max(like => like.Likeness);
        var leading = likest.Where(like => like.Value.Likeness > best - Margin).ToList();
        var isOneName = leading.All(like => like.Value.Alias.Words.SetEquals(leading[0].Value.Alias.Words));

        return new NamedFields([.. leading.Select(like => like.Key)], false, !isOneName);
    }

    private double Likeness(Alias alias, List<Said> said, Dictionary<string, string> followers, string head,
        HashSet<string> doubtful)
    {
        var (shared, all) = (0d, 0d);
        var (covered, own) = (0, 0);

        foreach (var word in alias.Words)
        {
            var weight = _weights[word];
            var isSaid = said.Exists(other => other.Meaning == word);
            all += weight;
            shared += isSaid ? weight : 0;
            own += _neutral.Contains(word) ? 0 : 1;
            covered += isSaid && !_neutral.Contains(word) ? 1 : 0;
        }

        // One word of several is too little: "net" is no "net income".
        if (covered < own && covered < 2)
        {
            return 0;
        }

        foreach (var word in said)
        {
            if (alias.Words.Contains(word.Meaning))
            {
                continue;
            }

            // "Member since" asks for another year than "since".
            if (IsDoubtful(word.Stem) || doubtful.Contains(word.Stem)
                || (alias.Named.Field.Kind == FieldKind.Year
                && !(_neutral.Contains(word.Meaning) && !_weights.ContainsKey(word.Meaning))
                && !alias.Named.Field.NameWords.Contains(word.Meaning)))
            {
                return 0;
            }

            var isKnown = _weights.TryGetValue(word.Meaning, out var weight);
            var isNarrowing = followers.TryGetValue(word.Stem, out var follower)
                && (follower.Length == 0 || alias.Words.Contains(follower));

            all += _neutral.Contains(word.Meaning) ? NeutralWeight
                : isKnown && !(isNarrowing && !alias.Named.Field.NameWords.Contains(word.Meaning)) ? weight
                : isNarrowing || word.Stem == head ? NarrowingWeight
                : alias.Named.Field.Described.Contains(word.Stem) ? NeutralWeight : UnknownWeight;
        }

        return shared / all;
    }

    /// <summary>
    /// What each word stands directly before: "paying guests" are fewer than guests, "guests on the list" are guests. Empty for one behind
    /// a preposition that narrows, as in "income from tickets".
    /// </summary>
    private Dictionary<string, string> Followers(ReadOnlySpan<Token> label)
    {
        var followers = new Dictionary<string, string>(StringComparer.Ordinal);

        for (var i = 0; i < label.Length; i++)
        {
            if (label[i].Kind != TokenKind.Word)
            {
                continue;
            }

            if (i > 0 && label[i - 1].Lower is "from" or "of" or "per" or "without" or "excluding" or "outside")
            {
                followers.TryAdd(Phrase.Stem(label[i].Lower), "");
            }
            else if (i + 1 < label.Length && label[i + 1].Kind == TokenKind.Word)
            {
                followers.TryAdd(Phrase.Stem(label[i].Lower), _synonyms.Of(Phrase.Stem(label[i + 1].Lower)));
            }
        }

        return followers;
    }

    /// <summary>The last word of a label of two: "room protection" is no room.</summary>
    private static string Head(ReadOnlySpan<Token> label) =>
        label is [{ Kind: TokenKind.Word } first, { Kind: TokenKind.Word } last] && !Wording.Fillers.Contains(first.Lower)
            && !AfterName.Contains(last.Lower) && !last.Lower.EndsWith("ed", StringComparison.Ordinal) ? Phrase.Stem(last.Lower) : "";

    public static bool IsDoubtful(string word) =>
        Wording.Unasserted.Contains(word) || Wording.OtherParties.Contains(word) || Wording.Negations.Contains(word)
        || Wording.Conditionals.Contains(word)
            || word is "previous" or "prior" or "before" or "maximum" or "minimum" or "peak" or "record"
                or "highest" or "largest" or "biggest" or "lowest" or "smallest" or "best" or "new" or "next" or "more" or "most" or "least"
                or "budget" or "goal" or "besides";

    private sealed record Alias(NamedField Named, SortedSet<string> Words);

    /// <summary>A word of the label and the word that stands for its meaning.</summary>
    private sealed record Said(string Stem, string Meaning);
}
