using System.Text.RegularExpressions;

namespace PromptIntel.Core.Contracts.Structure;

/// <summary>Reads the names of the parties from what stands before the first clause.</summary>
internal static partial class PartyReader
{
    private const int LongestPreamble = 6000;

    /// <summary>In the order of the text; empty when there are not two.</summary>
    public static string[] Read(string preamble)
    {
        string text = Space().Replace(preamble.Length > LongestPreamble ? preamble[..LongestPreamble] : preamble, " ").Replace("**", "", StringComparison.Ordinal);
        string[] numbered = [.. Numbered().Matches(text).Select(match => Clean(match.Groups["name"].Value))];

        if (numbered.Length >= 2)
        {
            return numbered;
        }

        return Between().Match(text) is { Success: true } pair
            ? [Clean(pair.Groups["first"].Value), Clean(pair.Groups["second"].Value)]
            : [];
    }

    private static string Clean(string name) => Article().Replace(name.Trim(' ', ',', '"', '“', '”'), "");

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();

    [GeneratedRegex(@"\A(?:the|The) ", RegexOptions.CultureInvariant)]
    private static partial Regex Article();

    /// <summary>"(1) Harbour City Futsal Ltd, registered in Ireland"</summary>
    [GeneratedRegex(@"\([1-4]\) (?<name>[A-Z][^,(;]{1,120}?) ?[,(;]", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    /// <summary>"between A Ltd, of ..., (the "Licensor") and B Ltd, of ..."</summary>
    [GeneratedRegex(
        @"\b[Bb](?:etween|ETWEEN)[: ]+(?<first>(?:[Tt]he )?[A-Z][^,(;""“]{1,120}?) ?(?:[,(;""“].{0,600}?[,)""”;] ?)?\band[: ]+(?<second>(?:[Tt]he )?[A-Z][^,(;.""“]{1,120}?) ?[,(;.""“]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Between();
}
