using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Leagues.Configuration;

namespace PromptIntel.Core.Leagues.Intake;

/// <param name="Code">ISO 639-1, or <c>und</c> when too little points to any.</param>
/// <param name="Confidence">The language's part of all recognised words, 0 to 1.</param>
internal sealed record DetectedLanguage(string Code, decimal Confidence);

/// <summary>Tells the language of a text by how many of its words are common words of each profile.</summary>
internal static partial class LanguageDetector
{
    // Enough to decide; a long document says nothing new after its first pages.
    private const int MostWords = 2000;

    public static DetectedLanguage Detect(string text, LanguageProfiles profiles)
    {
        ImmutableArray<(string Code, int Hits)> ranked = [.. profiles.Languages
            .Select(profile => (profile.Key, CountHits(text, [.. profile.Value])))
            .OrderByDescending(candidate => candidate.Item2)
            .ThenBy(candidate => candidate.Key, StringComparer.Ordinal)];
        int all = ranked.Sum(candidate => candidate.Hits);
        return ranked[0].Hits < profiles.LeastHits
            ? new DetectedLanguage("und", 0)
            : new DetectedLanguage(ranked[0].Code, decimal.Round((decimal)ranked[0].Hits / all, 2));
    }

    private static int CountHits(string text, HashSet<string> words)
    {
        int hits = 0;
        int seen = 0;
        foreach (ValueMatch match in Word().EnumerateMatches(text))
        {
            hits += words.Contains(text.Substring(match.Index, match.Length).ToLowerInvariant()) ? 1 : 0;
            if (++seen == MostWords)
            {
                break;
            }
        }

        return hits;
    }

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
