using System.Collections.Frozen;

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
/// Finds the fields that a label or question asks for: by its words, by its words without neutral ones, by words of the same meaning, and
/// else by its likeness to a name.
/// </summary>
internal sealed class AliasIndex
{
    private const int MostNeutral = 5;
    private const int MostWords = 24;

    private static readonly FrozenSet<string> Means = FrozenSet.ToFrozenSet(
        ["average", "averaged", "avg", "ave", "mean", "typical", "typically", "per", "each", "schnitt", "durchschnitt", "mittel",
        "promedio",
        "media", "moyenne", "moyen"], StringComparer.Ordinal);

    private readonly Dictionary<string, List<NamedField>> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NamedField>> _same = new(StringComparer.Ordinal);
    private readonly FrozenSet<string> _neutral;
    private readonly Synonyms _synonyms;
    private readonly LikeNames _like;
    private readonly FrozenSet<string> _named;

    /// <summary>Numbers that no name of theirs divides by anything: "rooms per house" is not theirs.</summary>
    private readonly HashSet<FieldPlan> _undivided;
    private readonly HashSet<FieldPlan> _averages;

    public AliasIndex(IEnumerable<FieldPlan> fields, ExtractionPlan plan)
    {
        _neutral = plan.Neutral;
        _named = fields.SelectMany(field => field.NameWords).ToFrozenSet(StringComparer.Ordinal);
        _synonyms = plan.Synonyms;

        var names = fields.SelectMany(field => field.Names.Select(name => (Named: new NamedField(field, false), name))
            .Concat(field.Rule.RangeAliases.Select(name => (Named: new NamedField(field, true), name)))).ToList();

        foreach (var (named, name) in names)
        {
            var words = Phrase.Content(name);

            if (words.Count > 0)
            {
                Add(_exact, Key(words), named);
            }
        }

        // One name of a field may hold a word that means another field in most names ("stay" is a price, "stays" are visits).
        foreach (var key in names.DistinctBy(name => (name.Named, Key(Phrase.Content(name.name)))).GroupBy(name =>
            Key(Same(Phrase.Content(name.name)))).Where(key => key.Key.Length > 0))
        {
            var votes = key.CountBy(name => name.Named).ToList();
            _same[key.Key] = [.. votes.Where(vote => vote.Value * 2 > votes.Max(other => other.Value)).Select(vote => vote.Key)];
        }

        _undivided = fields.Where(field => field.IsNumeric && field.Rule.Per.Count == 0
            && !field.Names.Any(name => IsDivided(Tokenizer.Split(name)))).ToHashSet();
        _averages = fields.Where(field => field.IsNumeric && Tokenizer.Split(field.Names[0]).Any(token => Means.Contains(token.Lower)
            && token.Lower is not ("per" or "each")))
            .ToHashSet();
        _like = new LikeNames(names.Select(name => (name.Named, Same(Phrase.Content(name.name)))), plan);
    }

    /// <summary>False when <see cref="Find"/> certainly gives nothing; most lines of running text are turned away here.</summary>
    public bool MayFind(ReadOnlySpan<Token> label)
    {
        foreach (var token in label)
        {
            if (token.Kind != TokenKind.Mark && (_like.Knows(token.Lower) || _like.Knows(_synonyms.Of(Phrase.Stem(token.Lower)))
                || Phrase.IsJoined(token.Lower)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The word changes nothing about what a label asks for.</summary>
    public bool IsNeutral(string lower) => _neutral.Contains(Phrase.Stem(lower)) && !LikeNames.IsDoubtful(lower);

    /// <summary>Fields with a name of exactly these words, or of these words without neutral ones; else those with the likest
    /// name.</summary>
    public NamedFields Find(ReadOnlySpan<Token> label)
    {
        var words = Phrase.Content(label);

        if (words.Count is 0 or > MostWords)
        {
            return NamedFields.None;
        }

        var same = Same(words);
        var found = Likest(words, same, label);

        return Measured(found, label);
    }

    /// <summary>Without an average where the label asks for a total, and without a number that its words divide.</summary>
    public NamedFields Measured(NamedFields found, ReadOnlySpan<Token> label)
    {
        var (isTotal, isDivided) = (IsTotal(label), IsDivided(label));

        return !isTotal && !isDivided ? found : found with
        {
            Fields = [.. found.Fields.Where(named => !(isTotal && _averages.Contains(named.Field))
                && !(isDivided && _undivided.Contains(named.Field)))],
        };
    }

    /// <summary>"rooms per house", "Zimmer je Haus"; what is neutral divides nothing: "rooms per year".</summary>
    private bool IsDivided(ReadOnlySpan<Token> label)
    {
        for (var i = 0; i + 1 < label.Length; i++)
        {
            if (label[i].Lower is "per" or "pro" or "je" or "por" or "par" && label[i + 1].Kind == TokenKind.Word
                && !_neutral.Contains(Phrase.Stem(label[i + 1].Lower)) && label[i + 1].Lower is not ("year" or "annum" or "jahr" or "año"
                or "an"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Guests, total of the year" asks for no average.</summary>
    private static bool IsTotal(ReadOnlySpan<Token> label)
    {
        var isTotal = false;

        foreach (var token in label)
        {
            if (Means.Contains(token.Lower))
            {
                return false;
            }

            isTotal |= token.Lower is "total" or "cumulative" or "combined" or "aggregate" or "gesamt" or "insgesamt" or "gesamtzahl"
                or "cumul"
                or "totale";
        }

        return isTotal;
    }

    private NamedFields Likest(SortedSet<string> words, SortedSet<string> same, ReadOnlySpan<Token> label)
    {
        return Whole(_exact, words, label) ?? Whole(_same, same, label) ?? Without(_exact, words, label) ?? Without(_same, same, label)
            ?? _like.Find(words, label);
    }

    private static NamedFields? Whole(Dictionary<string, List<NamedField>> names, SortedSet<string> words, ReadOnlySpan<Token> label) =>
        names.TryGetValue(Key(words), out var exact) && Allowed(exact, label) is { Count: > 0 } asked ? Exact(asked) : null;

    private NamedFields? Without(Dictionary<string, List<NamedField>> names, SortedSet<string> words, ReadOnlySpan<Token> label)
    {
        var neutral = words.Where(_neutral.Contains).ToArray();

        return neutral.Length is > 0 and <= MostNeutral && Allowed(FindWithout(names, words, neutral), label)
            .Where(named => !TellsOther(named.Field, neutral)).ToList() is { Count: > 0 } without ? Exact(without) : null;
    }

    /// <summary>"Registered since" is another year than "since": a word that other fields are named by says of what the year is.</summary>
    private bool TellsOther(FieldPlan field, string[] neutral) => field.Kind == FieldKind.Year
        ? Array.Exists(neutral, word => !field.NameWords.Contains(word) && _named.Contains(word))
        // "Best gate" is no usual one.
        : field.IsNumeric && Array.Exists(neutral, LikeNames.IsDoubtful);

    private static List<NamedField> Allowed(List<NamedField> fields, ReadOnlySpan<Token> label)
    {
        var allowed = new List<NamedField>();

        foreach (var named in fields)
        {
            if (Asking.Allows(label, named.Field))
            {
                allowed.Add(named);
            }
        }

        return allowed;
    }

    /// <summary>Two fields of one kind under one name: only one of them can be meant.</summary>
    private static NamedFields Exact(List<NamedField> fields) =>
        new(fields, true, fields.Where(named => !named.IsRange).CountBy(named => (named.Field.Kind switch
        {
            FieldKind.Year => FieldKind.Date,
            FieldKind.Text => FieldKind.Name,
            var kind => kind,
        }, named.Field.IsList)).Any(kind => kind.Value > 1));

    private static List<NamedField> FindWithout(Dictionary<string, List<NamedField>> names, SortedSet<string> words, string[] neutral)
    {
        var best = new List<NamedField>();
        var fewest = int.MaxValue;

        for (var mask = 1; mask < 1 << neutral.Length; mask++)
        {
            var removed = neutral.Where((_, i) => (mask & (1 << i)) != 0).ToHashSet(StringComparer.Ordinal);

            if (removed.Count < fewest
                && removed.Count < words.Count
                && names.TryGetValue(Key(words.Where(word => !removed.Contains(word))), out var found))
            {
                best = found;
                fewest = removed.Count;
            }
        }

        return best;
    }

    private static void Add(Dictionary<string, List<NamedField>> names, string key, NamedField named)
    {
        if (!names.TryGetValue(key, out var fields))
        {
            names[key] = fields = [];
        }

        if (!fields.Contains(named))
        {
            fields.Add(named);
        }
    }

    private SortedSet<string> Same(SortedSet<string> words) => new(words.Select(_synonyms.Of), StringComparer.Ordinal);

    private static string Key(IEnumerable<string> words) => string.Join(' ', words);
}
