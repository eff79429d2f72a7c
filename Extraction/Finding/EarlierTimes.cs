using System.Collections.Frozen;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Of when a sentence says what it counts: "last winter there were 11 rooms", "in 2024 it had 9".</summary>
internal static class EarlierTimes
{
    /// <summary>Before every year that is named.</summary>
    public const int Prior = 1;

    private const int Window = 10;

    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
        ["vorsaison", "vorjahr", "vorjahres", "previously", "formerly"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Periods = FrozenSet.ToFrozenSet(
        ["year", "winter", "summer", "spring", "autumn", "time", "edition", "saison", "jahr", "jahres", "año", "temporada", "an",
        "année"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Lasts = FrozenSet.ToFrozenSet(
        ["last", "previous", "prior", "letzten", "letztes", "letzte", "vorigen", "vergangenen", "pasado", "pasada", "anterior", "dernier",
        "dernière", "passée", "précédente"], StringComparer.Ordinal);

    /// <summary>Null for what is said of now.</summary>
    public static int? Of(SourceDocument document, ExtractionPlan plan, Sentence sentence, int first, int unit)
    {
        var tokens = document.Tokens;
        int? year = null;

        for (var i = first - 1; i >= sentence.First && i >= first - Window && !Parts(tokens, i); i--)
        {
            year ??= At(tokens, plan, i, sentence);
        }

        for (var i = unit + 1; i < sentence.End && i < unit + Window && !Parts(tokens, i); i++)
        {
            year ??= At(tokens, plan, i, sentence);
        }

        return year;
    }

    private static bool Parts(Token[] tokens, int i) => tokens[i].Lower is ";" or ":" or "(" or ")" or "." or "-" or "–";

    private static int? At(Token[] tokens, ExtractionPlan plan, int i, Sentence sentence)
    {
        var isPast = i > sentence.First && tokens[i - 1].Lower is "in" or "en" or "im" && HadSoon(tokens, i + 1, sentence);

        return Words.Contains(tokens[i].Lower) || (Lasts.Contains(tokens[i].Lower)
                && ((i + 1 < sentence.End && IsPeriod(plan, tokens[i + 1].Lower))
                || (i > sentence.First && IsPeriod(plan, tokens[i - 1].Lower)))) ? Prior
            : isPast ? CalendarYears.Of(tokens[i].Lower) : null;
    }

    /// <summary>A year, or a period that the rules call neutral.</summary>
    private static bool IsPeriod(ExtractionPlan plan, string word) => Periods.Contains(word) || plan.Neutral.Contains(Phrase.Stem(word));

    /// <summary>"In 2024 the house had": only what was is of that year.</summary>
    private static bool HadSoon(Token[] tokens, int i, Sentence sentence)
    {
        for (var at = i; at < sentence.End && at < i + Window; at++)
        {
            if (tokens[at].Lower is "had" or "was" or "were" or "hatten" or "hatte" or "waren" or "eran" or "fueron" or "tenía" or "tenían"
                or "avait" or "avaient" or "étaient" or "comptait")
            {
                return true;
            }
        }

        return false;
    }
}
