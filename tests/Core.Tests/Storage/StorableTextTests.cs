using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Tests.Storage;

public sealed class StorableTextTests
{
    [Theory]
    [InlineData("", 1, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab😀", 4, "ab😀")]
    [InlineData("ab😀c", 4, "ab😀")]
    [InlineData("ab😀", 3, "ab")]
    [InlineData("😀", 1, "")]
    public void Beginning_HalvesNoCharacter(string text, int most, string beginning) =>
        Assert.Equal(beginning, StorableText.Beginning(text, most));
}
