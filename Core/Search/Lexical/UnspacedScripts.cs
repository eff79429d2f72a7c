namespace PromptIntel.Core.Search.Lexical;

/// <summary>Scripts that put no space between words, or whose words carry their grammar with them: read in pairs of letters.</summary>
internal static class UnspacedScripts
{
    /// <summary>Thai, Lao, Burmese, Khmer, kana, Han, Hangul; their digits and signs are not letters.</summary>
    public static bool Contains(char letter) => letter >= '\u0E01' && letter switch
    {
        <= '\u0E3A' or (>= '\u0E40' and <= '\u0E4E') => true,
        (>= '\u0E81' and <= '\u0ECD') or (>= '\u0EDC' and <= '\u0EDF') => true,
        (>= '\u1000' and <= '\u103F') or (>= '\u1780' and <= '\u17D3') => true,
        (>= '\u3005' and <= '\u3007') or (>= '\u3041' and <= '\u309F') => true,
        (>= '\u30A1' and <= '\u30FA') or (>= '\u30FC' and <= '\u30FF') => true,
        (>= '\u31F0' and <= '\u31FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') => true,
        (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF') => true,
        _ => false,
    };
}
