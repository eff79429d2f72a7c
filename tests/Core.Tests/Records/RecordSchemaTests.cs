using System.Text.Json;

using PromptIntel.Core.Records;

namespace PromptIntel.Core.Tests.Records;

/// <summary>Which schemas are those of a record.</summary>
public sealed class RecordSchemaTests
{
    /// <summary>Some languages write vowels and accents as marks of their own.</summary>
    [Theory]
    [InlineData("Straße 1")]
    [InlineData("कुल राशि")]
    [InlineData("ที่อยู่")]
    [InlineData("prix_unite\u0301")]
    public void Name_InAnyLanguage_IsAsked(string name)
    {
        RecordSchema? schema = RecordSchema.Of(Of(name), out string? problem);

        Assert.Null(problem);
        Assert.Equal(name, Assert.Single(schema!.Fields).Path);
    }

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("*", "*")]
    [InlineData("", "")]
    [InlineData("a\nb", "a\nb")]
    public void Name_ThatIsNone_IsTold(string name, string shown) => Assert.Equal(
        $"the property name '{shown}' must be 1 to 100 letters, digits, spaces, _ or -", Problem(name));

    [Fact]
    public void Name_ThatIsTooLong_IsToldUpToAWholeCharacter() => Assert.StartsWith(
        $"the property name '{new string('a', 99)}...' must", Problem(new string('a', 99) + "😀x"), StringComparison.Ordinal);

    private static string? Problem(string name) => RecordSchema.Of(Of(name), out string? problem) is null ? problem : null;

    private static JsonElement Of(string name) => JsonSerializer.SerializeToElement(
        new { type = "object", properties = new Dictionary<string, object> { [name] = new { type = "string" } } });
}
