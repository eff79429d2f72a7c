using System.Collections.Frozen;

namespace PromptIntel.Extraction.Numbers;

/// <summary>Words and signs that multiply the number before them, in several languages. A word that means two of them is none.</summary>
internal static class Magnitudes
{
    private static readonly FrozenDictionary<string, decimal> Words = Build(
        (100m, "hundred hundreds hundert"),
        (1_000m, "thousand thousands tsd tausend thsd mila mille milliers tusen tusind tusinde tuhat tuhatta duizend tys tysiąc " +
         "tysiące tysięcy тыс тысяч тысячи хил bin hazar 千 천"),
        (10_000m, "万 萬 만"),
        (100_000m, "lakh lakhs lac lacs"),
        (1_000_000m, "million millions mio mln mn mill mils millionen millón millones milhão milhões milhao milhoes milione milioni " +
         "miljoen miljoner miljonen millioner millioona miljoonaa milj milion miliony milionów milyon млн миллион миллиона миллионов " +
         "百万 mm"),
        (10_000_000m, "crore crores"),
        (100_000_000m, "億 亿 억"),
        (1_000_000_000m, "billion billions bn bln mrd mia milliarde milliarden milliard milliards miliardo miliardi miljard miljarder " +
         "miljarden mld milyar млрд миллиард миллиарда миллиардов bilhão bilhões bilhao bilhoes"),
        (1_000_000_000_000m, "trillion trillions tn trn billionen billones billón 兆"));

    /// <summary>Written without a space, or beside money; otherwise "m" may be metres.</summary>
    private static readonly FrozenDictionary<string, decimal> Short = Build(
        (1_000m, "k"), (1_000_000m, "m"), (10_000_000m, "cr"), (1_000_000_000m, "b bil"));

    /// <summary>The factor of a word or sign; null for any other.</summary>
    /// <param name="isAttached">It stands close to the number, or the number is money.</param>
    public static decimal? Of(string lower, bool isAttached)
    {
        if (Words.TryGetValue(lower, out var factor) && (lower is not ("mm" or "tn" or "mille" or "bin" or "mils") || isAttached))
        {
            return factor;
        }

        return isAttached && Short.TryGetValue(lower, out var attached) ? attached : null;
    }

    /// <summary>A word whose language writes decimals with a point.</summary>
    public static bool IsEnglish(string lower) => lower is "hundred" or "thousand" or "million" or "millions" or "billion" or "billions"
        or "mn" or "mln" or "bn" or "m" or "mm" or "k" or "b" or "trillion" or "lakh" or "lakhs" or "crore" or "crores" or "cr";

    /// <summary>The factor written into a currency's mark: <c>k</c> of k€, <c>T</c> of TEUR, <c>m</c> of USDm.</summary>
    public static decimal? OfPrefix(ReadOnlySpan<char> letters) => letters switch
    {
        "k" or "K" or "T" or "t" or "Tsd" => 1_000m,
        "m" or "M" or "MM" or "mm" or "mn" or "Mio" or "mio" or "Mln" or "mln" => 1_000_000m,
        "bn" or "Bn" or "Mrd" or "mrd" or "Md" => 1_000_000_000m,
        _ => null,
    };

    private static FrozenDictionary<string, decimal> Build(params (decimal Factor, string Words)[] groups) =>
        groups.SelectMany(group => group.Words.Split(' ').Select(word => KeyValuePair.Create(word, group.Factor)))
            .ToFrozenDictionary(StringComparer.Ordinal);
}
