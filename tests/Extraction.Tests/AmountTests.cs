using System.Text.Json;

namespace PromptIntel.Extraction.Tests;

/// <summary>An amount is understood as a whole or is null; a part of one is a wrong value.</summary>
public sealed class AmountTests
{
    private const string Schema =
        """
        {"type":"object","properties":{
          "income":{"type":["number","null"],"minimum":0},"code":{"type":["string","null"]},"share":{"type":["number","null"]}}}
        """;

    private const string Rules =
        """
        {"fields":{
          "income":{"aliases":["annual income"],"currency_field":"code","per":["year","annum"]},
          "code":{"type":"currency"},"share":{"type":"percent"}}}
        """;

    [Theory]
    [InlineData("INR 3 crore", "30000000", "INR")]
    [InlineData("INR 45 lakh", "4500000", "INR")]
    [InlineData("INR 3 crore 45 lakh", "34500000", "INR")]
    [InlineData("₹2,40,00,000", "24000000", "INR")]
    [InlineData("Rs. 24 lakhs", "2400000", null)]
    [InlineData("EUR 2,4 Mrd.", "2400000000", "EUR")]
    [InlineData("EUR 2,4 Millionen", "2400000", "EUR")]
    [InlineData("2,4 Mio. €", "2400000", "EUR")]
    [InlineData("NOK 12 mill.", "12000000", "NOK")]
    [InlineData("BRL 2,4 milhões", "2400000", "BRL")]
    [InlineData("2,4 millones de euros", "2400000", "EUR")]
    [InlineData("2,4 millions d'euros", "2400000", "EUR")]
    [InlineData("640 тыс. EUR", "640000", "EUR")]
    [InlineData("JPY 2400 万", "24000000", "JPY")]
    [InlineData("JPY 3億", "300000000", "JPY")]
    [InlineData("EUR 2.4 MM", "2400000", "EUR")]
    [InlineData("EUR 2.4 thousand million", "2400000000", "EUR")]
    [InlineData("EUR 2 million 400 thousand", "2400000", "EUR")]
    [InlineData("two million four hundred thousand euros", "2400000", "EUR")]
    [InlineData("EUR two point four million", "2400000", "EUR")]
    [InlineData("EUR two and a half million", "2500000", "EUR")]
    [InlineData("a quarter of a million euros", "250000", "EUR")]
    [InlineData("EUR a million", "1000000", "EUR")]
    [InlineData("640 T€", "640000", "EUR")]
    [InlineData("640 k€", "640000", "EUR")]
    [InlineData("€640k", "640000", "EUR")]
    [InlineData("TEUR 640", "640000", "EUR")]
    [InlineData("2.4 MEUR", "2400000", "EUR")]
    [InlineData("USDm 2.4", "2400000", "USD")]
    [InlineData("$2.4bn", "2400000000", null)]
    [InlineData("US$2.4bn", "2400000000", "USD")]
    [InlineData("EUR .5 million", "500000", "EUR")]
    [InlineData("EUR 2½ million", "2500000", "EUR")]
    [InlineData("EUR 2 1/2 million", "2500000", "EUR")]
    [InlineData("R$ 5 million", "5000000", "BRL")]
    [InlineData("NT$ 5 million", "5000000", "TWD")]
    [InlineData("MX$5m", "5000000", "MXN")]
    [InlineData("CL$ 5 million", "5000000", "CLP")]
    [InlineData("5 million Canadian dollars", "5000000", "CAD")]
    [InlineData("5 million Hong Kong dollars", "5000000", "HKD")]
    [InlineData("200,000 Danish kroner", "200000", "DKK")]
    [InlineData("EUR 60,000 a year", "60000", "EUR")]
    [InlineData("EUR 60,000 per annum", "60000", "EUR")]
    [InlineData("EUR 3.1 million (budget 3.4 million)", "3100000", "EUR")]
    [InlineData("EUR 3.1 million (2025)", "3100000", "EUR")]
    [InlineData("EUR 90,000 and a revenue share of 40%", "90000", "EUR")]
    [InlineData("EUR 3.1 million (audited)", "3100000", "EUR")]
    [InlineData("EUR 1.2 million (2023); EUR 1.5 million (2024)", "1500000", "EUR")]
    [InlineData("EUR 1.5 million (2024), EUR 1.2 million (2023)", "1500000", "EUR")]
    public void Amount_WhenUnderstood_IsReadWhole(string answer, string expected, string? code)
    {
        var value = Read(answer);

        Assert.Equal(expected, value.GetProperty("income").GetRawText());
        Assert.Equal(code, value.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("INR 3 zorp")]
    [InlineData("INR 3 zorp crore")]
    [InlineData("EUR 2.4 thousand zorp")]
    [InlineData("EUR 24-zorp")]
    [InlineData("EUR 24zorp")]
    [InlineData("EUR two point zorp million")]
    [InlineData("EUR 2.4 million 400")]
    [InlineData("EUR 2 million 3 million")]
    [InlineData("EUR 1.2.34")]
    [InlineData("EUR 1,23,4")]
    [InlineData("EUR 19:30")]
    [InlineData("EUR 12²")]
    [InlineData("-EUR 5,000")]
    [InlineData("EUR -5,000")]
    [InlineData("−5,000 EUR")]
    [InlineData("minus EUR 5,000")]
    [InlineData("half of EUR 5 million")]
    [InlineData("twice EUR 5 million")]
    [InlineData("XQ$ 5 million")]
    [InlineData("5 million Ruritanian dollars")]
    [InlineData("EUR 5,000 per month")]
    [InlineData("EUR 5,000 monthly")]
    [InlineData("EUR 5,000 / month")]
    [InlineData("EUR 5,000 a week")]
    [InlineData("EUR 5,000 per visitor")]
    [InlineData("a monthly EUR 5,000")]
    [InlineData("2023: EUR 1.2 million, 2024: EUR 1.5 million")]
    [InlineData("EUR 1.2 million in 2023 and EUR 1.5 million in 2024")]
    [InlineData("EUR 2 to 3 million")]
    [InlineData("EUR 2,4\u00a0zorpillion")]
    [InlineData("EUR 24 Lakhen")]
    [InlineData("EUR 2.4 mil")]
    [InlineData("2\u200b400 EUR")]
    [InlineData("EUR 9.8 (net) million")]
    [InlineData("EUR 9.8 \"net\" million")]
    [InlineData("9.8 (net) lakh EUR")]
    [InlineData("EUR 2 to say 3 million")]
    [InlineData("3 crore (net) 45 lakh INR")]
    [InlineData("two (net) point four million euros")]
    [InlineData("half net a million EUR")]
    [InlineData("EUR 5,000 a net month")]
    [InlineData("EUR 2.4 million net a slow month")]
    public void Amount_WhenNotUnderstoodAsAWhole_IsNull(string answer) =>
        Assert.Equal("null", Read(answer).GetProperty("income").GetRawText());

    [Theory]
    [InlineData("12½ %", "12.5")]
    [InlineData("12 1/2 %", "12.5")]
    [InlineData("12,5 Prozent", "12.5")]
    [InlineData("12.5 per cent", "12.5")]
    [InlineData("12 ‰", "null")]
    [InlineData("12 basis points", "null")]
    public void Share_IsReadWholeOrNull(string answer, string expected) =>
        Assert.Equal(expected, Extracting.Run(Schema, Rules, $"Share: {answer}").Value.GetProperty("share").GetRawText());

    [Theory]
    [InlineData("12 men's, 10 women's")]
    [InlineData("12 (men's), 10 (women's)")]
    [InlineData("8 North, 8 South")]
    [InlineData("12 boys and 10 girls")]
    [InlineData("12 crews on Monday, 10 crews on Friday")]
    [InlineData("6 + 4")]
    [InlineData("12 in the east and 10 in the west")]
    [InlineData("twelve, ten")]
    [InlineData("3 zorp")]
    [InlineData("12 14")]
    public void Count_WhenOnlyAPartOfIt_IsNull(string answer) =>
        Assert.Equal("null", Extracting.One("""{"type":["integer","null"]}""", """{"units":["crews"]}""", $"Value: {answer}"));

    [Theory]
    [InlineData("3 lakh", "300000")]
    [InlineData("12 thousand crews", "12000")]
    [InlineData("zwölf", "12")]
    [InlineData("vierundzwanzig", "24")]
    [InlineData("treinta y dos", "32")]
    [InlineData("vingt-quatre", "24")]
    [InlineData("a hundred and twenty", "120")]
    [InlineData("three dozen", "36")]
    public void Count_InAnyWording_IsRead(string answer, string expected) =>
        Assert.Equal(expected, Extracting.One("""{"type":["integer","null"]}""", """{"units":["crews"]}""", $"Value: {answer}"));

    private static JsonElement Read(string answer) => Extracting.Run(Schema, Rules, $"Annual income: {answer}").Value;
}
