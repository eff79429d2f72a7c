using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Solving;

/// <summary>A part of a stated problem that says one thing.</summary>
/// <param name="IsDenied">It says what is not wanted.</param>
internal sealed partial record Clause(string Text, bool IsDenied)
{
    private const int MostClauses = 400;

    private static readonly char[] SentenceEnds = ['.', ',', ';', '!', '?', '\n'];

    public static ImmutableArray<Clause> Of(string problem) =>
    [
        .. Boundary().Split(problem)
            .Select(part => part.Trim())
            .Where(part => part.Length > 0)
            .Take(MostClauses)
            .Select(part => new Clause(part, Denial().IsMatch(part))),
    ];

    /// <summary>Whether the problem wants one of several things and does not say which: "either ... or", "unsure whether ... or".</summary>
    public static bool LeavesOpen(string problem) => Choice().IsMatch(problem);

    /// <summary>What the problem wants one of, each as stated; none where it leaves nothing open, or does not name them.</summary>
    public static ImmutableArray<string> AlternativesOf(string problem) =>
        Choice().Match(problem) is { Success: true } choice && Parting().Match(choice.Value) is { Success: true } parts
            ? [parts.Groups["one"].Value, problem[(choice.Index + choice.Length)..].Split(SentenceEnds, 2)[0]]
            : [];

    [GeneratedRegex(@"[.,;:?!()\n]+|\s-+\s|\b(?:and|then|but|plus|because|although|so that)\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Boundary();

    [GeneratedRegex(
        @"\beither\b[^.!?\n]*\bor\b"
            + @"|\b(?:not sure|unsure|not certain|(?:can(?:not|['’]?t)|do not|don['’]?t) (?:know|remember|recall|decide))\b"
            + @"[^.!?\n]*\b(?:whether|if|which)\b[^.!?\n]*\bor\b"
            + @"|\bone of the two\b|\bone or the other\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Choice();

    [GeneratedRegex(@"\b(?:either|whether|if|which)\b(?<one>.*)\bor\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Parting();

    [GeneratedRegex(
        @"^no\b|\b(?:do not|don['’]?t|does not|doesn['’]?t|need not|no need|nothing|not) "
            + @"(?:yet|now|needed|necessary|want|wanted|need|have|to)\b"
            + @"|\bwithout (?:a|an|any)\b|\b(?:instead of|rather than)\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Denial();
}
