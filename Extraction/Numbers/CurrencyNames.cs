using System.Collections.Frozen;

namespace PromptIntel.Extraction.Numbers;

/// <summary>
/// The ISO 4217 codes of the world's currencies by code, sign, letters before a dollar sign, and name; without those that are words as
/// well (ALL, TOP).
/// </summary>
internal static class CurrencyNames
{
    public static readonly FrozenSet<string> Codes = FrozenSet.ToFrozenSet(
        ("AED AFN AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP " +
         "CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD " +
         "IRR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK " +
         "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE " +
         "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR " +
         "ZMW ZWG")
        .Split(' '), StringComparer.Ordinal);

    /// <summary>Letters written close to the dollar sign.</summary>
    public static readonly FrozenDictionary<string, string> DollarPrefixes = Pairs(
        "US:USD U:USD A:AUD AU:AUD AUS:AUD C:CAD CA:CAD CAN:CAD CDN:CAD NZ:NZD S:SGD SG:SGD HK:HKD NT:TWD TW:TWD R:BRL MX:MXN MEX:MXN " +
        "CL:CLP CLP:CLP CO:COP COL:COP COP:COP AR:ARS ARS:ARS RD:DOP J:JMD TT:TTD FJ:FJD N:NAD");

    /// <summary>Letters that stand before an amount, written so.</summary>
    public static readonly FrozenDictionary<string, string> Letters =
        Pairs("RM:MYR Rp:IDR KSh:KES Ksh:KES KSH:KES TSh:TZS USh:UGX Tk:BDT");

    /// <summary>Signs and names that mean one currency.</summary>
    public static readonly FrozenDictionary<string, string> Single = Pairs(
        "€:EUR euro:EUR euros:EUR £:GBP sterling:GBP zloty:PLN złoty:PLN złotych:PLN zł:PLN rand:ZAR forint:HUF forints:HUF ft:HUF " +
        "₹:INR ₺:TRY ₪:ILS shekel:ILS shekels:ILS ₩:KRW fr:CHF sfr:CHF franken:CHF ₽:RUB ₴:UAH hryvnia:UAH ₦:NGN naira:NGN ₱:PHP ฿:THB " +
        "baht:THB ₫:VND ₡:CRC ₲:PYG ₵:GHS cedi:GHS ₸:KZT tenge:KZT kč:CZK yen:JPY yuan:CNY renminbi:CNY rmb:CNY reais:BRL cdn:CAD " +
        "ringgit:MYR rupiah:IDR lev:BGN leva:BGN");

    /// <summary>Names and signs of several currencies; the number beside them is read, the currency is not.</summary>
    public static readonly FrozenSet<string> Several = FrozenSet.ToFrozenSet(
        ("kr crown crowns krone kroner krona kronor kronen koruna ¥ franc francs franco francos franken pound pounds libra libras " +
         "livre livres rupee rupees rs ₨ peso pesos dinar dinars lira liras won real dirham dirhams riyal riyals rial shilling " +
         "shillings leu lei")
        .Split(' '), StringComparer.Ordinal);

    public static readonly FrozenSet<string> Dollars =
        FrozenSet.ToFrozenSet(["$", "dollar", "dollars", "dólar", "dólares", "dollari"], StringComparer.Ordinal);

    /// <summary>By the word of a country and the name after it ("canadian dollars"), or before it ("francs suisses").</summary>
    public static readonly FrozenDictionary<(string Country, string Name), string> OfCountry = BuildCountries();

    private static FrozenDictionary<(string, string), string> BuildCountries()
    {
        var all = new Dictionary<(string, string), string>();

        Add("dollar dollars dólar dólares",
            "us:USD american:USD canadian:CAD australian:AUD singapore:SGD jamaican:JMD taiwan:TWD fijian:FJD " +
            "namibian:NAD estadounidenses:USD canadienses:CAD australianos:AUD américains:USD canadiens:CAD");
        Add("peso pesos", "mexican:MXN chilean:CLP argentine:ARS argentinian:ARS colombian:COP uruguayan:UYU dominican:DOP " +
            "philippine:PHP mexicanos:MXN chilenos:CLP argentinos:ARS colombianos:COP uruguayos:UYU");
        Add("krone kroner krona kronor crown crowns koruna",
            "danish:DKK norwegian:NOK swedish:SEK icelandic:ISK czech:CZK norske:NOK danske:DKK svenska:SEK");
        Add("franc francs franken", "swiss:CHF schweizer:CHF suisses:CHF");
        Add("pound pounds", "british:GBP egyptian:EGP lebanese:LBP");
        Add("rupee rupees", "indian:INR pakistani:PKR nepalese:NPR mauritian:MUR");
        Add("dinar dinars", "serbian:RSD tunisian:TND kuwaiti:KWD bahraini:BHD jordanian:JOD algerian:DZD");
        Add("lira liras", "turkish:TRY");
        Add("yen", "japanese:JPY");
        Add("won", "korean:KRW");
        Add("real reais", "brazilian:BRL");
        Add("dirham dirhams", "emirati:AED uae:AED moroccan:MAD");
        Add("riyal riyals rial", "saudi:SAR qatari:QAR omani:OMR");
        Add("shilling shillings", "kenyan:KES ugandan:UGX tanzanian:TZS");
        Add("leu lei", "romanian:RON moldovan:MDL");
        Add("rand", "african:ZAR");

        return all.ToFrozenDictionary();

        void Add(string names, string countries)
        {
            foreach (var (country, code) in Pairs(countries))
            {
                foreach (var name in names.Split(' '))
                {
                    all[(country, name)] = code;
                }
            }
        }
    }

    private static FrozenDictionary<string, string> Pairs(string list) =>
        list.Split(' ').Select(pair => pair.Split(':')).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
