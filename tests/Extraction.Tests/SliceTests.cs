using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Tests;

public sealed class SliceTests
{
    [Theory]
    [InlineData("Hand-\nball Cup", "Handball Cup")]
    [InlineData("Hand- \n  ball Cup", "Handball Cup")]
    [InlineData("Saint-\nMartin", "Saint-Martin")]
    [InlineData("Trikot- und Ärmelsponsor\n ab 2026", "Trikot- und Ärmelsponsor ab 2026")]
    [InlineData("Trikot-\nund Ärmelsponsor", "Trikot- und Ärmelsponsor")]
    [InlineData("home-\nand away kit", "home- and away kit")]
    [InlineData("pre- or\npost-season", "pre- or post-season")]
    [InlineData("pre-\norder", "preorder")]
    [InlineData("2024-\n2025", "2024- 2025")]
    [InlineData("  a \t b\n\n c ", "a b c")]
    [InlineData("", "")]
    public void Flat_JoinsWordsOnlyOverTheEndOfALine(string text, string flat) =>
        Assert.Equal(flat, new Slice(text, 0, text.Length).Flat());

    [Fact]
    public void Hash_IsOfThePlace_NotOfTheText()
    {
        Assert.Equal(new Slice("abc", 0, 2).GetHashCode(), new Slice("xyz", 0, 2).GetHashCode());
        Assert.NotEqual(new Slice("abc", 0, 2), new Slice("xyz", 0, 2));
    }
}
