using System.Collections.Frozen;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Numbers;

/// <summary>Whose dollar or peso "$" is: what a text says of its country decides, where it names no currency.</summary>
internal static class DollarCountries
{
    /// <summary>In lower case, one word or two.</summary>
    private static readonly FrozenDictionary<string, string> Places = Build(new Dictionary<string, string>
    {
        ["USD"] = "united states,usa,alabama,alaska,arizona,arkansas,california,colorado,connecticut,delaware,florida,hawaii,idaho,"
            + "illinois,indiana,iowa,kansas,kentucky,louisiana,maryland,massachusetts,michigan,minnesota,mississippi,missouri,"
            + "montana,nebraska,nevada,"
            + "new hampshire,new jersey,new mexico,new york,north carolina,north dakota,ohio,oklahoma,oregon,pennsylvania,rhode island,"
            + "south carolina,south dakota,tennessee,texas,utah,vermont,west virginia,wisconsin,wyoming",
        ["CAD"] = "canada,canadian,canadien,canadienne,alberta,ontario,manitoba,saskatchewan,quebec,québec,british columbia,nova scotia,"
            + "new brunswick,newfoundland,nunavut,yukon",
        ["AUD"] = "australia,australian,queensland,tasmania,new south,western australia,south australia,nsw,qld",
        ["NZD"] = "new zealand,aotearoa,auckland",
        ["SGD"] = "singapore",
        ["HKD"] = "hong kong",
        ["TWD"] = "taiwan",
        ["MXN"] = "mexico,méxico,mexicana,mexicano",
        ["CLP"] = "chile,chilena,chileno",
        ["ARS"] = "argentina,argentino",
        ["COP"] = "colombia,colombiana,colombiano",
        ["JMD"] = "jamaica",
        ["FJD"] = "fiji",
        ["NAD"] = "namibia",
    });

    /// <summary>Written behind a comma and in capitals: "Duluth, MN".</summary>
    private static readonly FrozenDictionary<string, string> States = Build(new Dictionary<string, string>
    {
        ["USD"] = "AL,AK,AZ,AR,CA,CO,CT,DE,FL,GA,HI,ID,IL,IN,IA,KS,KY,LA,ME,MD,MA,MI,MN,MS,MO,MT,NE,NV,NH,NJ,NM,NY,NC,ND,OH,OK,OR,PA,RI,SC,"
            + "SD,TN,TX,UT,VT,VA,WA,WV,WI,WY",
        ["CAD"] = "AB,BC,MB,NB,NL,NS,ON,PE,QC,SK,YT",
    });

    /// <summary>Null when the text names none of these countries, or several.</summary>
    public static string? Of(SourceDocument document)
    {
        string? found = null;

        for (var i = 0; i < document.Tokens.Length; i++)
        {
            if (At(document, i) is not { } code)
            {
                continue;
            }

            if (found is not null && found != code)
            {
                return null;
            }

            found = code;
        }

        return found;
    }

    private static string? At(SourceDocument document, int i)
    {
        var (tokens, token) = (document.Tokens, document.Tokens[i]);

        if (token.Kind != TokenKind.Word || document.IsMuted(token.Start))
        {
            return null;
        }

        var raw = document.Text.AsSpan(token.Start, token.Length);

        if (raw is "US" or "LLC" or "EIN")
        {
            return "USD";
        }

        if (i > 0 && tokens[i - 1].Is(",") && States.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(raw, out var state))
        {
            return state;
        }

        if (char.IsLower(raw[0]))
        {
            return null;
        }

        // "New Mexico" is not Mexico, and "South Australia" Australia all the same.
        var isSecond = i > 0 && tokens[i - 1].Kind == TokenKind.Word && Places.ContainsKey(tokens[i - 1].Lower + " " + token.Lower);
        var isFirst = i + 1 < tokens.Length && Places.ContainsKey(token.Lower + " " + tokens[i + 1].Lower);

        return isFirst ? Places[token.Lower + " " + tokens[i + 1].Lower] : isSecond ? null : Places.GetValueOrDefault(token.Lower);
    }

    private static FrozenDictionary<string, string> Build(Dictionary<string, string> places) =>
        places.SelectMany(item => item.Value.Split(',').Select(place => KeyValuePair.Create(place, item.Key)))
            .ToFrozenDictionary(StringComparer.Ordinal);
}
