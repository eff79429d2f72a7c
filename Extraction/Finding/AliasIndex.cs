using System.Collections.Frozen;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>A field that a label names, by an ordinary or a range alias.</summary>
internal readonly record struct NamedField(FieldPlan Field, bool IsRange);

/// <summary>Finds the fields that a label or question asks for, by the words that carry its meaning.</summary>
internal sealed class AliasIndex
{
    private const int MostNeutral = 5;
    private const int MostWords = 24;

    private readonly Dictionary<string, List<NamedField>> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Alias>> _byWord = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _neutral;
    private readonly FrozenSet<string> _vocabulary;

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

        _vocabulary = _byWord.Keys.Concat(neutral).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>False when <see cref="Find"/> certainly gives nothing; most lines of running text are turned away here.</summary>
    public bool MayFind(ReadOnlySpan<Token> label) => Phrase.MayBeOf(label, _vocabulary);

    /// <summary>Fields with a name of exactly these words, or of these words without neutral ones; the name with most words wins.</summary>
    public IReadOnlyList<NamedField> Find(ReadOnlySpan<Token> label)
    {
        var words = Phrase.Content(label);

        if (words.Count is 0 or > MostWords)
        {
            return [];
        }

        if (_exact.TryGetValue(Key(words), out var exact))
        {
            return exact;
        }

        var neutral = words.Where(_neutral.Contains).ToArray();

        return neutral.Length is 0 or > MostNeutral ? [] : FindWithout(words, neutral);
    }

    /// <summary>Fields of which the question holds a name of two words or more and little else.</summary>
    public IReadOnlyList<NamedField> FindNear(ReadOnlySpan<Token> question)
    {
        var words = Phrase.Content(question);

        if (words.Count is 0 or > MostWords)
        {
            return [];
        }

        var best = new List<NamedField>();
        var bestLength = 1;

        foreach (var alias in words.Where(_byWord.ContainsKey).SelectMany(word => _byWord[word]).Distinct())
        {
            if (alias.Words.Count < Math.Max(2, bestLength) || !alias.Words.IsSubsetOf(words) || !IsMostOf(alias, words))
            {
                continue;
            }

            if (alias.Words.Count > bestLength)
            {
                best.Clear();
                bestLength = alias.Words.Count;
            }

            best.Add(alias.Named);
        }

        return best.Distinct().Count() == 1 ? [best[0]] : [];
    }

    private bool IsMostOf(Alias alias, SortedSet<string> words)
    {
        var rest = words.Where(word => !alias.Words.Contains(word) && !_neutral.Contains(word)).ToList();
        var isDoubtful = rest.Any(word => Wording.Unasserted.Contains(word)
            || Wording.OtherParties.Contains(word)
            || Wording.Negations.Contains(word)
            || Wording.Conditionals.Contains(word)
            || word is "previous" or "maximum" or "minimum" or "new" or "next" or "more" or "most" or "least" or "if");

        return !isDoubtful && rest.Count * 2 <= alias.Words.Count;
    }

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
