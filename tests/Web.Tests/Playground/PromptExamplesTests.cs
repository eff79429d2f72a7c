using System.Text.Json;

using PromptIntel.Web.Pages.Playground;

namespace PromptIntel.Web.Tests.Playground;

public class PromptExamplesTests
{
    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"variables":{"type":"object"}}""")]
    [InlineData("""{"variables":{"type":"object","examples":null}}""")]
    [InlineData("""{"variables":{"type":"object","examples":{"a":2}}}""")]
    [InlineData("""{"variables":{"type":"object","examples":"none"}}""")]
    public void Add_WhereNoneIsKept_KeepsOne(string content)
    {
        JsonElement? added = PromptExamples.Add(JsonElement.Parse(content), JsonElement.Parse("""{"a":1}"""));

        JsonElement variables = added!.Value.GetProperty("variables");
        Assert.Equal("""[{"a":1}]""", variables.GetProperty("examples").GetRawText());
        Assert.Single(PromptExamples.Of(variables));
    }

    [Fact]
    public void Add_OfOneThatIsKept_GivesNothing() => Assert.Null(PromptExamples.Add(
        JsonElement.Parse("""{"variables":{"examples":[{"a":1}]}}"""), JsonElement.Parse("""{"a":1}""")));

    [Fact]
    public void Add_OfADeepValue_KeepsIt()
    {
        string deep = $$"""{"a":{{new string('[', 62)}}{{new string(']', 62)}}}""";

        JsonElement? added = PromptExamples.Add(JsonElement.Parse("{}"), JsonElement.Parse(deep));

        Assert.Equal(deep, added!.Value.GetProperty("variables").GetProperty("examples")[0].GetRawText());
    }
}
