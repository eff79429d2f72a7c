using System.Collections.Immutable;

using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Solving;

/// <summary>Chooses a constant for an input: by what a later recipe needs, what the material is, else what the problem says.</summary>
/// <param name="said">The problem and the names of the materials.</param>
/// <param name="phrases">Of each pick of the solver.</param>
internal sealed class OptionWords(string said, IReadOnlyDictionary<SolverPick, Phrasebook> phrases)
{
    /// <summary>How much of an option's words must be said.</summary>
    private const double Least = 0.7;

    private List<SaidWord>? _words;

    /// <summary>The words of the options of each pick, by the pick itself.</summary>
    public static Dictionary<SolverPick, Phrasebook> PhrasesOf(SolverDefinition solver) => solver.Choices
        .SelectMany(choice => choice.Picks)
        .ToDictionary(
            pick => pick,
            pick => new Phrasebook([.. pick.Options.Select(option => option.Words.AsEnumerable())], []),
            (IEqualityComparer<SolverPick>)ReferenceEqualityComparer.Instance);

    /// <summary>Null when nothing says which.</summary>
    public SolverOption? Choose(SolverPick pick, ImmutableArray<string> needed, string? kind)
    {
        if (pick.Options.FirstOrDefault(option => option.Makes is { } made && needed.Contains(made)) is { } maker)
        {
            return maker;
        }

        if (!needed.IsEmpty)
        {
            return null;
        }

        if (kind is not null && pick.Options.FirstOrDefault(option => option.Kinds.Contains(kind)) is { } own)
        {
            return own;
        }

        ImmutableArray<PhraseMatch> matches = phrases[pick].Compare(_words ??= SaidWord.Of(said));
        int best = Enumerable.Range(0, matches.Length).MaxBy(option => matches[option].Score);
        return matches[best].Score >= Least ? pick.Options[best] : null;
    }
}
