using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Numbers;

/// <summary>Words beside a number by which its author says that it is not exact.</summary>
internal static class Approximation
{
    public static bool Before(Token[] tokens, int first)
    {
        var (last, word) = Words(tokens, first);

        return last is "about" or "around" or "approximately" or "approx" or "roughly" or "circa" or "ca" or "some" or "~" or "≈"
            or "nearly" or "almost" or "estimated" or "etwa" or "rund" or "ungefähr" or "environ" or "unos" or "unas" or "aproximadamente"
            || (word, last) is ("close", "to") or ("cerca" or "alrededor" or "près", "de");
    }

    public static bool After(Token[] tokens, int next) =>
        next < tokens.Length && ((tokens[next].Lower is "approximately" or "approx" or "roughly" or "ish")
            || (next + 1 < tokens.Length && (tokens[next].Lower, tokens[next + 1].Lower) is ("or", "so") or ("-", "ish")
                or ("or", "thereabouts") or ("or", "more") or ("or", "less") or ("give", "or") or ("(", "approx")
                or ("(", "approximately")));

    public static bool BoundBefore(Token[] tokens, int first)
    {
        var (last, word) = Words(tokens, first);

        // "we turned over 5,000"
        if (last == "over" && word is "turned" or "turn" or "turns" or "turning")
        {
            return false;
        }

        return last is "over" or "under" or "above" or "below" or "exceeding" or ">" or "<" or "≥" or "≤" or "max" or "min" or "maximum"
            or "minimum" or "mindestens" || (last == "über" && word is not ("vertrag" or "vereinbarung" or "laufzeit" or "police"))
            || (word, last) is ("more" or "less" or "fewer" or "greater" or "better", "than") or ("at", "least" or "most") or ("up", "to")
                or ("excess", "of") or ("well", "over") or ("más", "de") or ("plus", "de") or ("mehr", "als") or ("bis", "zu");
    }

    private static (string Last, string Word) Words(Token[] tokens, int first)
    {
        var at = first - 1;

        // "approx. 14": the dot belongs to the abbreviation.
        if (at > 0 && tokens[at].Is(".") && tokens[at - 1].Lower is "approx" or "ca" or "max" or "min")
        {
            at--;
        }

        // "around the 1.2 million mark", "over a 100"
        if (at > 0 && tokens[at].Lower is "a" or "the")
        {
            at--;
        }

        return (at >= 0 ? tokens[at].Lower : "", at >= 1 ? tokens[at - 1].Lower : "");
    }
}
