using System.Text.Json;

using PromptIntel.Web.Pages.Runs;

namespace PromptIntel.Web.Tests.Runs;

public class FactSheetTests
{
    private static readonly RunUsage NoUsage = new(null, null, null);

    [Fact]
    public void Of_PlacesAValueWhereItStands()
    {
        FactSheet sheet = Of("""{"field":"sport","start":7,"length":6}""", "Sport: futsal.")!;

        FactPiece place = Assert.Single(sheet.Pieces, piece => piece.IsRead);
        Assert.Equal("futsal", place.Text);
        Assert.Equal(place.Id, Assert.Single(sheet.Facts).Place);
    }

    [Theory]
    [InlineData("""{"field":"sport","start":1,"length":2147483647}""")]
    [InlineData("""{"field":"sport","start":2147483647,"length":2147483647}""")]
    [InlineData("""{"field":"sport","start":-1,"length":3}""")]
    public void Of_ASpanThatNoTextHolds_ShowsNothing(string span) => Assert.Null(Of(span, "Sport: futsal."));

    [Theory]
    [InlineData("""{"field":"sport","start":"12","length":1}""")]
    [InlineData("""{"field":"sport","start":null,"length":1}""")]
    [InlineData("""{"field":"sport","start":1,"length":{}}""")]
    [InlineData("""{"field":"sport","start":1.5,"length":1}""")]
    [InlineData("""{"field":12,"start":1,"length":1}""")]
    public void Of_WhatIsNoSpan_PassesItOver(string span)
    {
        FactSheet sheet = Of(span, "Sport: futsal.")!;

        Assert.Equal("Sport: futsal.", Assert.Single(sheet.Pieces).Text);
        Assert.Null(Assert.Single(sheet.Facts).Place);
    }

    [Fact]
    public void Of_ManySpans_TakesTheFirstOnes()
    {
        string spans = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"field":"f{{i}}","start":{{i * 2}},"length":1}"""));

        FactSheet sheet = Of(spans, new string('x', 40_000))!;

        Assert.Equal(500, sheet.Pieces.Count(piece => piece.IsRead));
    }

    [Fact]
    public void Of_WhatWasNotUnderstood_SaysWhy_AndWhereItStands()
    {
        FactSheet sheet = Of(
            "", "Sport: futsal or so.", """{"sport":null,"country":null}""",
            """{"field":"sport","start":7,"length":12,"text":"futsal or so","reason":"it is a doubt"}""")!;

        FactPiece place = Assert.Single(sheet.Pieces, piece => piece.Fields.Contains("sport"));
        Assert.Equal(("futsal or so", false), (place.Text, place.IsRead));
        Assert.Equal(new Fact("sport", "", place.Id, "it is a doubt"), Assert.Single(sheet.Facts));
        Assert.Equal(["country"], sheet.Missing);
    }

    private static FactSheet? Of(
        string spans, string text, string value = """{"sport":"futsal"}""", string unread = "") => FactSheet.Of(new RunDetail(
        new RunItem(
            Guid.Empty, "ask", "workflows", 1, "succeeded", null, null, DateTimeOffset.UnixEpoch, null, null, null, NoUsage, null, null),
        JsonElement.Parse("{}"), null, null,
        [
            Stage("read", $$"""{"value":{{value}},"source_spans":[{{spans}}],"unread":[{{unread}}]}"""),
            Stage("intake", JsonSerializer.Serialize(new { text })),
        ],
        [], []));

    private static RunStage Stage(string name, string output) =>
        new(name, "", null, null, "succeeded", 1, null, null, null, JsonElement.Parse(output), null, NoUsage);
}
