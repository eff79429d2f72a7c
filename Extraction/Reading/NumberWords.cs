using System.Collections.Frozen;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>English numbers in words: "twenty-two", "two hundred and forty", "half a million".</summary>
internal static class NumberWords
{
    private static readonly FrozenDictionary<string, int> Small = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["zero"] = 0,
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["eleven"] = 11,
        ["twelve"] = 12,
        ["thirteen"] = 13,
        ["fourteen"] = 14,
        ["fifteen"] = 15,
        ["sixteen"] = 16,
        ["seventeen"] = 17,
        ["eighteen"] = 18,
        ["nineteen"] = 19,
        ["twenty"] = 20,
        ["thirty"] = 30,
        ["forty"] = 40,
        ["fourty"] = 40,
        ["fifty"] = 50,
        ["sixty"] = 60,
        ["seventy"] = 70,
        ["eighty"] = 80,
        ["ninety"] = 90,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// The factor of a magnitude word or suffix; null for any other word. "m" alone may be metres and counts only beside money.
    /// </summary>
    public static decimal? Magnitude(string lower, bool isAttached) => lower switch
    {
        "thousand" or "tsd" => 1_000m,
        "million" or "millions" or "mio" or "mln" or "mn" => 1_000_000m,
        "billion" or "billions" or "bn" => 1_000_000_000m,
        "k" when isAttached => 1_000m,
        "m" when isAttached => 1_000_000m,
        "b" when isAttached => 1_000_000_000m,
        _ => null,
    };

    /// <summary>Reads the words from token <paramref name="first"/>; null when they are no number.</summary>
    public static (decimal Value, int End)? Read(Token[] tokens, int first)
    {
        if (tokens[first].Is("half") && first + 2 < tokens.Length && tokens[first + 1].Is("a") && Magnitude(
            tokens[first + 2].Lower, isAttached: false) is { } half)
        {
            return (half / 2, first + 3);
        }

        if (tokens[first].Is("dozen") || !Small.ContainsKey(tokens[first].Lower))
        {
            return null;
        }

        var (total, current, at) = (0m, 0m, first);

        while (at < tokens.Length && at - first < 12)
        {
            if (Small.TryGetValue(tokens[at].Lower, out var small))
            {
                current += small;
            }
            else if (tokens[at].Is("hundred"))
            {
                current *= 100;
            }
            else if (tokens[at].Is("dozen"))
            {
                current *= 12;
            }
            else if (Magnitude(tokens[at].Lower, isAttached: false) is { } factor)
            {
                total += current * factor;
                current = 0;
            }
            else if (!Joins(tokens, at, first))
            {
                break;
            }

            at++;
        }

        return (total + current, at);
    }

    /// <summary>"and" and the hyphen belong to a number only between its words ("twenty-two", "hundred and ten").</summary>
    private static bool Joins(Token[] tokens, int at, int first)
    {
        if (at + 1 >= tokens.Length || !Small.TryGetValue(tokens[at + 1].Lower, out var next))
        {
            return false;
        }

        var before = tokens[at - 1].Lower;

        return at > first && ((tokens[at].Is("and") && before is "hundred" or "thousand" or "million")
            || (tokens[at].Is("-") && Small.TryGetValue(before, out var tens) && tens >= 20 && next is > 0 and < 10));
    }
}
