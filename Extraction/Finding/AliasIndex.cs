using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>A field that a label names, by an ordinary or a range alias.</summary>
internal readonly record struct NamedField(FieldPlan Field, bool IsRange);

/// <summary>The fields that a label may ask for.</summary>
/// <param name="IsExact">The label is a name of theirs; else it shares most of its words with one.</param>
/// <param name="IsTied">Several fields are as near, so that the answer must decide between them.</param>
internal sealed record NamedFields(IReadOnlyList<NamedField> Fields, bool IsExact, bool IsTied)
{
    public static readonly NamedFields None = new([], false, false);
}

/// <summary>
/// Finds the fields that a label or question asks for by the words that carry its meaning: all names of all fields are the vocabulary, a
/// word weighs less the more fields it names, and words that no field knows speak little against.
/// </summary>
internal sealed class AliasIndex
{
    private const int MostNeutral = 5;
    private const int MostWords = 24;
    private const double NeutralWeight = 0.12;
    private const double UnknownWeight = 0.35;
    private const double NarrowingWeight = 1.1;
    private const double LeastLikeness = 0.5;
    private const double Margin = 0.08;

    private readonly Dictionary<string, List<NamedField>> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Alias>> _byWord = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _neutral;

    public AliasIndex(IEnumerable<FieldPlan> fields, IReadOnlySet<string> neutral)
    {
        _neutral = neutral;

        foreach (var field in fields)
        {
            foreach (var name in field.Names)
            {
                Add(new NamedField(field, false), name);
            }

            foreach (var name in field.Rule.RangeAliases)
            {
                Add(new NamedField(field, true), name);
            }
        }

        foreach (var (word, aliases) in _byWord)
        {
            var named = aliases.Select(alias => alias.Named.Field).Distinct().Count();
            _weights[word] = neutral.Contains(word) ? NeutralWeight : Math.Max(UnknownWeight, 1 / (1 + (0.25 * (named - 1))));
        }
    }

    /// <summary>False when <see cref="Find"/> certainly gives nothing; most lines of running text are turned away here.</summary>
    public bool MayFind(ReadOnlySpan<Token> label)
    {
        foreach (var token in label)
        {
            if (token.Kind != TokenKind.Mark && (_byWord.ContainsKey(token.Lower) || _byWord.ContainsKey(Phrase.Stem(token.Lower))
                || Phrase.IsJoined(token.Lower)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Fields with a name of exactly these words, or of these words without neutral ones; else those with the likest
    /// name.</summary>
    public NamedFields Find(ReadOnlySpan<Token> label)
    {
        var words = Phrase.Content(label);

        if (words.Count is 0 or > MostWords)
        {
            return NamedFields.None;
        }

        if (_exact.TryGetValue(Key(words), out var exact))
        {
            return Exact(exact);
        }

        var neutral = words.Where(_neutral.Contains).ToArray();

        if (neutral.Length is > 0 and <= MostNeutral && FindWithout(words, neutral) is { Count: > 0 } without)
        {
            return Exact(without);
        }

        return FindLike(words, Followers(label));
    }

    /// <summary>Two fields of one kind under one name: only one of them can be meant.</summary>
    private static NamedFields Exact(List<NamedField> fields) =>
        new(fields, true, fields.Where(named => !named.IsRange).CountBy(named => (named.Field.Kind == FieldKind.Year ? FieldKind.Date
        : named.Field.Kind, named.Field.IsList)).Any(kind => kind.Value > 1));

    private NamedFields FindLike(SortedSet<string> words, Dictionary<string, string> followers)
    {
        var likest = new Dictionary<NamedField, (double Likeness, Alias Alias)>();

        foreach (var alias in words.Where(word => !_neutral.Contains(word)
            && _byWord.ContainsKey(word)).SelectMany(word => _byWord[word]).Distinct())
        {
            var likeness = Likeness(alias, words, followers);

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

    private double Likeness(Alias alias, SortedSet<string> words, Dictionary<string, string> followers)
    {
        var (shared, all) = (0d, 0d);

        foreach (var word in alias.Words)
        {
            var weight = _weights[word];
            all += weight;
            shared += words.Contains(word) ? weight : 0;
        }

        foreach (var word in words)
        {
            if (alias.Words.Contains(word))
            {
                continue;
            }

            if (IsDoubtful(word))
            {
                return 0;
            }

            all += _neutral.Contains(word) ? NeutralWeight
                : _weights.TryGetValue(word, out var weight) ? weight
                : followers.TryGetValue(word, out var follower) && (follower.Length == 0
                || alias.Words.Contains(follower)) ? NarrowingWeight
                : alias.Named.Field.Described.Contains(word) ? NeutralWeight : UnknownWeight;
        }

        return shared / all;
    }

    /// <summary>
    /// The word that each word stands directly before: "paying guests" are fewer than guests, "guests on the list" are guests. Empty for
    /// one behind a preposition that narrows, as in "income from tickets".
    /// </summary>
    private static Dictionary<string, string> Followers(ReadOnlySpan<Token> label)
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
                followers.TryAdd(Phrase.Stem(label[i].Lower), Phrase.Stem(label[i + 1].Lower));
            }
        }

        return followers;
    }

    private static bool IsDoubtful(string word) =>
        Wording.Unasserted.Contains(word) || Wording.OtherParties.Contains(word) || Wording.Negations.Contains(word)
        || Wording.Conditionals.Contains(word)
            || word is "previous" or "prior" or "before" or "maximum" or "minimum" or "new" or "next" or "more" or "most" or "least"
                or "budget" or "goal" or "besides";

    private List<NamedField> FindWithout(SortedSet<string> words, string[] neutral)
    {
        var best = new List<NamedField>();
        var fewest = int.MaxValue;

        for (var mask = 1; mask < 1 << neutral.Length; mask++)
        {
            var removed = neutral.Where((_, i) => (mask & (1 << i)) != 0).ToHashSet(StringComparer.Ordinal);

            if (removed.Count < fewest
                && removed.Count < words.Count
                && _exact.TryGetValue(Key(words.Where(word => !removed.Contains(word))), out var found))
            {
                best = found;
                fewest = removed.Count;
            }
        }

        return best;
    }

    private void Add(NamedField named, string name)
    {
        var words = Phrase.Content(name);

        if (words.Count == 0)
        {
            return;
        }

        var key = Key(words);

        if (!_exact.TryGetValue(key, out var fields))
        {
            _exact[key] = fields = [];
        }

        if (fields.Contains(named))
        {
            return;
        }

        fields.Add(named);

        var alias = new Alias(named, words);

        foreach (var word in words)
        {
            if (!_byWord.TryGetValue(word, out var aliases))
            {
                _byWord[word] = aliases = [];
            }

            aliases.Add(alias);
        }
    }

    private static string Key(IEnumerable<string> words) => string.Join(' ', words);

    private sealed record Alias(NamedField Named, SortedSet<string> Words);
}
