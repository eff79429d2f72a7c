using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Numbers;

/// <summary>Currencies written as one letter, which means something else in most texts.</summary>
internal static class LetterCountries
{
    /// <summary>Null where the text does not speak of the country.</summary>
    public static string? Of(SourceDocument document, char letter) => letter switch
    {
        'R' when document.SpeaksOf(SouthAfrica) => "ZAR",
        'N' when document.SpeaksOf(Nigeria) => "NGN",
        _ => null,
    };

    private static readonly string[] SouthAfrica = ["rand", "zar", "south africa", "( pty", "npc", "+ 27", "western cape", "eastern cape",
        "gauteng", "kwazulu", "johannesburg", "pretoria", "durban", "cape town"];

    private static readonly string[] Nigeria = ["naira", "ngn", "nigeria", "nigerian", "+ 234", "lagos", "abuja"];
}
