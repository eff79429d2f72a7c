using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>A field's name as it stands in running text.</summary>
internal readonly record struct AliasMention(FieldPlan Field, int First, int End, bool IsRange);

/// <summary>The names of all fields as sequences of words, by the first.</summary>
internal sealed class AliasMentions
{
    private const int MostWords = 6;

    private readonly Dictionary<string, List<(string[] Words, FieldPlan Field, bool IsRange)>> _byFirst = new(StringComparer.Ordinal);

    private readonly Synonyms _synonyms;

    public AliasMentions(ExtractionPlan plan)
    {
        _synonyms = plan.Synonyms;

        foreach (var field in plan.Fields)
        {
            foreach (var (name, isRange) in field.Names.Select(name => (name, false)).Concat(field.Rule.RangeAliases.Select(name =>
                (name, true))))
            {
                var words = Tokenizer.Split(name).Where(token => token.Kind != TokenKind.Mark).Select(token =>
                    Phrase.Stem(token.Lower)).ToArray();

                // Names of neutral words alone say too little in a sentence.
                if (words.Length is > 0 and <= MostWords && !Wording.Fillers.Contains(words[0]) && (isRange
                    || words.Any(word => !plan.Neutral.Contains(word)))
                    && (words.Length > 1 || field.Kind != FieldKind.Date || isRange))
                {
                    words = [.. words.Select(_synonyms.Of)];

                    if (!_byFirst.TryGetValue(words[0], out var names))
                    {
                        _byFirst[words[0]] = names = [];
                    }

                    names.Add((words, field, isRange));
                }
            }
        }

        foreach (var names in _byFirst.Values)
        {
            names.Sort((one, other) => other.Words.Length.CompareTo(one.Words.Length));
        }
    }

    /// <summary>The longest names that begin at a token; several when fields share them.</summary>
    public IEnumerable<AliasMention> At(SourceDocument document, int at, int limit)
    {
        if (!_byFirst.TryGetValue(StemOf(document.Tokens[at].Lower), out var names))
        {
            yield break;
        }

        var longest = 0;

        foreach (var (words, field, isRange) in names)
        {
            if (words.Length < longest)
            {
                yield break;
            }

            if (EndOf(document, words, at, limit) is { } end)
            {
                longest = words.Length;

                yield return new AliasMention(field, at, end, isRange);
            }
        }
    }

    private int? EndOf(SourceDocument document, string[] words, int at, int limit)
    {
        foreach (var word in words)
        {
            at += at < limit && document.Tokens[at].Is("-") ? 1 : 0;

            if (at >= limit || StemOf(document.Tokens[at].Lower) != word)
            {
                return null;
            }

            at++;
        }

        return at;
    }

    private string StemOf(string lower) => _synonyms.Of(Phrase.Stem(lower));
}
