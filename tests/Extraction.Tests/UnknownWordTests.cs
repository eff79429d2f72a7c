using System.Globalization;
using System.Text.Json;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>A word that nobody knows, put between a number and its end, never changes the value: it only nulls it.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Fuzz)]
public sealed class UnknownWordTests
{
    private const int Seeds = 1_500;

    private const string Schema =
        """
        {"type":"object","properties":{
          "income":{"type":["number","null"]},"code":{"type":["string","null"]},"rooms":{"type":["integer","null"]},
          "share":{"type":["number","null"]},"lease":{"type":["integer","null"]},"opens":{"type":["string","null"],"format":"date"}}}
        """;

    private const string Rules =
        """
        {"fields":{
          "income":{"currency_field":"code","per":["year","annum"],"cues":["our income was {value}"]},"code":{"type":"currency"},
          "rooms":{"units":["rooms"],"counted":true,"cues":["we have {value} rooms"]},
          "share":{"type":"percent","cues":["our share is {value}"]},
          "lease":{"scale":{"years":12,"year":12,"months":1,"month":1},"cues":["lease of {value}"]},
          "opens":{"cues":["open on {value}"]}}}
        """;

    /// <summary>By field a label and a sentence.</summary>
    private static readonly Dictionary<string, (string Label, string Sentence)> Places = new()
    {
        ["income"] = ("Income", "Last year our income was {0}."),
        ["rooms"] = ("Rooms", "We have {0}."),
        ["share"] = ("Share", "At present our share is {0}."),
        ["lease"] = ("Lease", "We want a lease of {0}."),
        ["opens"] = ("Opens", "The house will be open on {0}."),
    };

    /// <summary>{0} is the label, {1} the expression.</summary>
    private static readonly string[] Layouts =
    [
        "{0}: {1}", "{0} ......... {1}", "{0}\t{1}", "{0}\n{1}", "- {0}: {1}\n- Other: none", "| {0} | {1} |\n|---|---|\n| Other | none |",
        "Q: What is the {0}?\nA: {1}", "{0} - {1}", "**{0}:** {1}",
    ];

    /// <summary>Words of languages that are no number, no unit and no currency.</summary>
    private static readonly string[] Strange =
    [
        "lamp", "purple", "Tisch", "gelbe", "jaune", "cheval", "mesa", "río", "стол", "зелёный", "τραπέζι", "żółty", "שולחן", "طاولة", "机",
        "teapot-shaped", "(lamp)", "\"lamp\"", "LAMP", "o'lamp",
    ];

    [Fact]
    public async Task Word_PutIntoANumber_OnlyNullsIt_AndSaysSo()
    {
        int nulled = 0;

        await Fuzzing.RunAsync(Seeds, random =>
        {
            NumberSample sample = NumberSamples.Draw(random);
            string strange = random.OneIn(2) ? random.Pick(Strange) : Soup(random);
            nulled += Texts(sample.Field, random).Sum(text => Break(sample, text, strange));
        });

        Assert.True(nulled > Seeds, $"only {nulled} values were there to be nulled");
    }

    [Theory]
    [InlineData("income", "EUR lamp 445,000", "EUR lamp 445,000")]
    [InlineData("income", "EUR 9.8 (net) lakh", "EUR 9.8")]
    [InlineData("opens", "17 lamp July 2030", "17 lamp July 2030")]
    [InlineData("opens", "24 October lamp 2030", "24 October")]
    [InlineData("opens", "July lamp 8, 2030", "July lamp 8, 2030")]
    public void Sentence_ThatBeginsAValueAndBreaksOff_IsUnread(string field, string expression, string said)
    {
        string text = Places[field].Sentence.Replace("{0}", expression, StringComparison.Ordinal);

        ExtractionAnswer answer = Extracting.Run(Schema, Rules, text);

        Assert.Equal("null", answer.Value.GetProperty(field).GetRawText());
        Assert.Equal(said, Assert.Single(answer.Unread, item => item.Field == field).Text);
    }

    /// <summary>Without the word the numbers are read, and read right: else the property above would say nothing.</summary>
    [Fact]
    public Task Number_UnderItsLabel_IsReadAsItIsMeant() => Fuzzing.RunAsync(Seeds, random =>
    {
        NumberSample sample = NumberSamples.Draw(random);

        Assert.Equal(
            $"{sample.Text}: {Written(sample)}", $"{sample.Text}: {Read("{0}: {1}", sample.Text, sample.Field).Value}");
    });

    /// <summary>Puts the word at each place of the expression; how many values it nulled.</summary>
    private static int Break(NumberSample sample, string text, string strange)
    {
        int nulled = 0;
        string[] words = sample.Text.Split(' ');
        string whole = Read(text, sample.Text, sample.Field).Value;
        Assert.True(whole == "null" || whole == Written(sample), $"{Text(text, sample.Text)}: {whole}");

        for (int at = 1; at < words.Length; at++)
        {
            string broken = string.Join(' ', [.. words[..at], strange, .. words[at..]]);
            (string value, bool isUnread) = Read(text, broken, sample.Field);
            bool isNulled = value == "null" && whole != "null";

            Assert.True(value == "null" || value == whole, $"{Text(text, broken)}: {value} instead of {whole}");
            Assert.True(
                !isNulled || isUnread || !IsNamed(text, sample.Field), $"{Text(text, broken)}: null, and not said to be unread");
            nulled += isNulled ? 1 : 0;
        }

        return nulled;
    }

    /// <summary>The label as it is mostly written, another layout, and a sentence.</summary>
    private static IEnumerable<string> Texts(string field, Random random) => new[] { Layouts[0], random.Pick(Layouts) }
        .Select(layout => layout.Replace("{0}", Places[field].Label, StringComparison.Ordinal))
        .Append(Places[field].Sentence.Replace("{0}", "{1}", StringComparison.Ordinal));

    /// <summary>There only the unit behind the number tells that it counts rooms: parted from it, it may be of anything.</summary>
    private static bool IsNamed(string text, string field) =>
        field != "rooms" || text.Contains(Places[field].Label, StringComparison.Ordinal);

    private static string Text(string layout, string expression) => layout.Replace("{1}", expression, StringComparison.Ordinal);

    private static string Soup(Random random) => string.Concat(
        Enumerable.Range(0, random.Next(3, 9)).Select(_ => "bcdfghjklmnpqrstvwxz"[random.Next(20)]));

    private static (string Value, bool IsUnread) Read(string layout, string expression, string field)
    {
        string text = Text(layout.Replace("{0}", Places[field].Label, StringComparison.Ordinal), expression);
        ExtractionAnswer answer = Extracting.Run(Schema, Rules, text);
        return (answer.Value.GetProperty(field).GetRawText(), answer.Unread.Any(item =>
            item.Field == field && item.Reason.Length > 0 && text.Substring(item.Start, item.Length) == item.Text));
    }

    private static string Written(NumberSample sample) => sample switch
    {
        { Value: null } => "null",
        { Field: "opens", Value: { } day } => JsonSerializer.Serialize(
            string.Create(CultureInfo.InvariantCulture, $"{(int)day / 10_000:0000}-{(int)day / 100 % 100:00}-{(int)day % 100:00}")),
        { Value: { } value } => value.ToString("0.############", CultureInfo.InvariantCulture),
    };
}
