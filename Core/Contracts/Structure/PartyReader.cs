using System.Text.RegularExpressions;

namespace PromptIntel.Core.Contracts.Structure;

/// <summary>Reads the names of the parties from what stands before the first clause.</summary>
internal static partial class PartyReader
{
    private const int LongestPreamble = 6000;
    private const int LongestName = 120;

    private const string Form = @"(?:, ?(?:Inc|LLC|Ltd|Limited|LP|LLP|Corp|plc|CIC|CLG|CRL|SA|S\.A|S\.p\.A|S\.r\.l|GmbH|AG|e\.? ?V)\b\.?)?";

    /// <summary>In the order of the text; empty when there are not two.</summary>
    public static string[] Read(string preamble)
    {
        string beginning = preamble[..Math.Min(preamble.Length, LongestPreamble)].Replace("**", "", StringComparison.Ordinal);
        string text = Space().Replace(beginning, " ");
        string[] numbered = [.. Numbered().Matches(text).Select(match => Clean(match.Groups["name"].Value))];

        if (numbered.Length >= 2)
        {
            return numbered;
        }

        Match? pair = new[] { Between().Match(text), Zwischen().Match(text) }.FirstOrDefault(match => match.Success);

        if (pair is not null)
        {
            return [Clean(pair.Groups["first"].Value), Clean(pair.Groups["second"].Value)];
        }

        string[] labelled = [.. Labelled().Matches(beginning).Select(match => Clean(match.Groups["name"].Value))];
        return labelled.Length == 2 ? labelled : OfLetter(beginning);
    }

    /// <summary>Whose letterhead it has, and whom it is sent to: what "To:" says, else the second block of lines.</summary>
    private static string[] OfLetter(string preamble)
    {
        if (!Salutation().IsMatch(preamble))
        {
            return [];
        }

        string[] blocks = [.. Blank().Split(preamble).Select(block => block.Trim()).Where(block => block.Length > 0)];
        string to = Addressee().Match(preamble) is { Success: true } addressee
            ? addressee.Groups["name"].Value
            : blocks.Length > 1 ? FirstLine(blocks[1]) : "";
        return to.Length > 0 && char.IsUpper(to[0]) && to.Length <= LongestName ? [Clean(FirstLine(blocks[0])), Clean(to)] : [];
    }

    private static string FirstLine(string block) => block.Split('\n')[0].Trim();

    private static string Clean(string name) => Article().Replace(name.Trim(' ', ',', '"', '“', '”'), "");

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();

    [GeneratedRegex(@"\A(?:[Tt]he|[Dd]e[mrn]) ", RegexOptions.CultureInvariant)]
    private static partial Regex Article();

    [GeneratedRegex(@"\n[ \t]*\n", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();

    [GeneratedRegex(@"^(?:Dear|Sehr geehrte|Madame|Estimad[oa]s?)\b", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Salutation();

    [GeneratedRegex(@"^(?:To|An):[ \t]*(?<name>[^,\n]{2,120})", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Addressee();

    /// <summary>"Buyer: A Ltd, of ..." and "Supplier: B Ltd, of ...", "BETWEEN: A" and "AND: B"</summary>
    [GeneratedRegex(
        @"^[ \t]*(?:Buyer|Purchaser|Seller|Supplier|Vendor|Customer|Client|Contractor|Provider|Licensor|Licensee|Party [12AB]"
            + @"|Auftraggeber|Auftragnehmer|B(?:etween|ETWEEN)|A(?:nd|ND))[ \t]*:[ \t]*(?<name>\p{Lu}[^,(;\n]{1,120}?" + Form
            + @")[ \t]*(?:[,(;\n]|\z)",
        RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Labelled();

    /// <summary>"(1) Harbour City Futsal Ltd, registered in Ireland"</summary>
    [GeneratedRegex(@"\([1-4]\) (?<name>\p{Lu}[^,(;]{1,120}?" + Form + @") ?[,(;]", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    /// <summary>"between A Ltd, of ..., (the "Licensor") and B Ltd, of ...", "Parties: A Ltd, of ..., and B Ltd, of ..."</summary>
    [GeneratedRegex(
        @"\b(?:[Bb]etween|BETWEEN|Parties:)[: ]+(?<first>(?:[Tt]he )?\p{Lu}[^,(;""“]{1,120}?" + Form
            + @") ?(?:[,(;""“].{0,600}?[,)""”;] ?)?\b(?:and|AND)[: ]+(?<second>(?:[Tt]he )?\p{Lu}[^,(;.""“]{1,120}?" + Form
            + @") ?[,(;.""“]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Between();

    /// <summary>"zwischen der A GmbH, ... - nachfolgend "X" genannt - und dem B e. V., ..."</summary>
    [GeneratedRegex(
        @"\b[Zz]wischen (?<first>(?:de[mrn] )?\p{Lu}[^,(;""„“]{1,120}?) ?(?:[,(;""„“].{0,600}?[-–,)""”“;] ?)?"
            + @"\bund (?<second>(?:de[mrn] )?\p{Lu}[^,(;""„“]{1,120}?) ?[,(;""„“]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Zwischen();
}
