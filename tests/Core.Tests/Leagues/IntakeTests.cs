using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Leagues;

public sealed class IntakeTests
{
    private readonly LeagueBench _bench = new();

    [Theory]
    [InlineData("", "text_empty")]
    [InlineData(" \r\n\t\u200B ", "text_empty")]
    [InlineData("0123 --- 456", "text_empty")]
    public async Task Intake_WhenThereAreNoWords_Refuses(string text, string code)
    {
        var failed = Assert.IsType<OperationOutcome.Failed>(
            await _bench.RunAsync("intake_questionnaire", new { questionnaire_text = text }));

        Assert.Equal(code, failed.Code);
        Assert.StartsWith("questionnaire_text:", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Intake_WhenTooLong_RefusesWithTheLimit()
    {
        var failed = Assert.IsType<OperationOutcome.Failed>(
            await _bench.RunAsync("intake_questionnaire", new { questionnaire_text = new string('a', 200_001) }));

        Assert.Equal("text_too_long", failed.Code);
        Assert.Contains("200000", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Intake_WhenNotText_Refuses() =>
        Assert.Equal(
            "text_missing",
            Assert.IsType<OperationOutcome.Failed>(await _bench.RunAsync("intake_questionnaire", new { questionnaire_text = 7 })).Code);

    [Fact]
    public async Task Intake_OfADocumentThatIsNot_RefusesByItsField()
    {
        var failed = Assert.IsType<OperationOutcome.Failed>(
            await _bench.RunAsync("intake_questionnaire", new { document_id = new string('0', 64) }));

        Assert.Equal("document_not_found", failed.Code);
        Assert.StartsWith("document_id:", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Intake_MakesNewlinesSpacesAndUnicodeUniform()
    {
        JsonElement output = await _bench.CompleteAsync(
            "intake_questionnaire", new { questionnaire_text = "\uFEFFName:\u00A0Cafe\u0301  \r\nA\u202EB\u0007\r\r\r\rC\uD800" });

        Assert.Equal("Name: Café\nAB\n\nC\uFFFD", output.GetProperty("text").GetString());
        Assert.Equal(4, output.GetProperty("lines").GetInt32());
    }

    [Theory]
    [InlineData("What is the name of your league? We are the league of the north and our season is long.", "en")]
    [InlineData("Wie ist der Name der Liga? Wir sind die Liga für den Norden und unsere Saison ist lang.", "de")]
    [InlineData("Quelle est votre ligue ? Nous sommes la ligue du nord et notre saison est longue.", "fr")]
    [InlineData("XYZ 12", "und")]
    public async Task Intake_DetectsTheLanguage(string text, string language) =>
        Assert.Equal(
            language,
            (await _bench.CompleteAsync("intake_questionnaire", new { questionnaire_text = text })).GetProperty("language").GetString());
}
