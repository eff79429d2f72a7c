using System.Text.Json;

using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Core.Tests.Execution.Control;

public sealed class JsonDifferencesTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{"b":[1,2],"a":1.0}""", "")]
    [InlineData("""{"a":1}""", """{"a":2,"c":3}""", "/a /c")]
    [InlineData("""{"a":{"x/y":1,"x~y":2}}""", """{"a":{"x/y":2}}""", "/a/x~1y /a/x~0y")]
    [InlineData("""{"a":[1,2,3]}""", """{"a":[1,5]}""", "/a/1 /a/2")]
    [InlineData("""{"a":[]}""", """{"a":{}}""", "/a")]
    public void Between_NamesWhatDiffers(string left, string right, string paths) => Assert.Equal(
        paths, string.Join(' ', JsonDifferences.Between(JsonElement.Parse(left), JsonElement.Parse(right)).Paths));

    [Fact]
    public void Between_WhenOneIsMissing_TheWholeDiffers()
    {
        Assert.Equal([""], JsonDifferences.Between(JsonElement.Parse("1"), null).Paths);
        Assert.True(JsonDifferences.Between(null, null).AreEqual);
    }

    [Fact]
    public void Between_CutsALongNameBehindAWholeCharacter()
    {
        JsonElement named = JsonSerializer.SerializeToElement(new Dictionary<string, int> { [new string('a', 199) + "😀x"] = 1 });

        JsonDifferences differences = JsonDifferences.Between(named, JsonElement.Parse("{}"));

        Assert.Equal("/" + new string('a', 199), Assert.Single(differences.Paths));
    }

    [Fact]
    public void Between_IsBounded()
    {
        JsonElement zeros = JsonSerializer.SerializeToElement(new int[10_000]);
        JsonElement ones = JsonSerializer.SerializeToElement(Enumerable.Repeat(1, 10_000));

        JsonDifferences differences = JsonDifferences.Between(zeros, ones);

        Assert.Equal((50, true), (differences.Paths.Length, differences.IsCut));
    }

    /// <summary>At the square of their number these would take minutes.</summary>
    [Fact]
    public void Between_OfManyProperties_LooksEachUpOnce()
    {
        string longest = new('x', 100_000);
        JsonElement left = JsonSerializer.SerializeToElement(
            Enumerable.Range(0, 300_000).Select(index => $"p{index}").Prepend(longest).ToDictionary(name => name, _ => 1));
        JsonElement right = JsonSerializer.SerializeToElement(Enumerable.Range(0, 300_000).ToDictionary(index => $"p{index}", _ => 1));

        JsonDifferences differences = JsonDifferences.Between(left, right);

        Assert.Equal(201, Assert.Single(differences.Paths).Length);
    }
}
