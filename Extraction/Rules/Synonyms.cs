using System.Collections.Frozen;
using System.Collections.Immutable;

namespace PromptIntel.Extraction.Rules;

/// <summary>Words that a prompt declares to mean the same in labels, questions and cues; a word belongs to one group.</summary>
internal sealed class Synonyms
{
    public static readonly Synonyms None = new([]);

    private readonly FrozenDictionary<string, string> _first;
    private readonly FrozenDictionary<string, ImmutableArray<string>> _groups;

    /// <param name="groups">Single words; the first of a group stands for all.</param>
    public Synonyms(IReadOnlyList<ImmutableArray<string>> groups)
    {
        var words = groups
            .SelectMany(group => group.Select(word => (Stem: StemOf(word), First: StemOf(group[0]))))
            .DistinctBy(word => word.Stem)
            .ToList();

        _first = words.ToFrozenDictionary(word => word.Stem, word => word.First, StringComparer.Ordinal);
        _groups = groups.ToFrozenDictionary(
            group => StemOf(group[0]),
            group => group.Select(word => word.ToLowerInvariant()).SelectMany(word => (string[])[word, word + "s"]).Distinct()
                .ToImmutableArray(),
            StringComparer.Ordinal);
    }

    /// <summary>The stem that stands for a stem's group; itself without one.</summary>
    public string Of(string stem) => _first.GetValueOrDefault(stem, stem);

    /// <summary>The words with their groups' members.</summary>
    public IEnumerable<string> Widen(IEnumerable<string> stems) =>
        stems.SelectMany(stem => _first.TryGetValue(stem, out var first) ? [stem, .. _groups[first].Select(StemOf)] : (string[])[stem]);

    /// <summary>The cue with every word of a group standing for all of them.</summary>
    public CuePattern Widen(CuePattern cue) => new([.. cue.Elements.Select(element =>
        element with { Words = [.. element.Words.SelectMany(Alike).Distinct()] })]);

    private IEnumerable<string> Alike(string word) => _first.TryGetValue(StemOf(word), out var first) ? [word, .. _groups[first]] : [word];

    private static string StemOf(string word) => Phrase.Stem(word.ToLowerInvariant());
}
