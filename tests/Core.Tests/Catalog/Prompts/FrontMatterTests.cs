using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Tests.Catalog.Prompts;

/// <summary>Front matter as editors of every system leave it: it is never kept as if it were the prompt.</summary>
public sealed class FrontMatterTests
{
    [Theory]
    [InlineData("---\ndescription: D\ntype: text\n---\nHello\n")]
    [InlineData("---\r\ndescription: D\r\ntype: text\r\n---\r\nHello\r\n")]
    [InlineData("---\rdescription: D\rtype: text\r---\rHello\r")]
    [InlineData("---  \ndescription: D\ntype: text\n---\t\nHello")]
    [InlineData("\n\n---\ndescription: D\ntype: text\n---\nHello")]
    [InlineData("\uFEFF \r\n---\r\ndescription: D\r\ntype: text\r\n---\r\nHello")]
    public void Parse_OfAnyLineEndsAndBlanks_FindsTheFields(string text)
    {
        Assert.True(PromptMarkdown.HasFrontMatter(text));
        AuthoredEntry entry = PromptMarkdown.Parse(text);

        Assert.Empty(entry.Errors);
        Assert.Equal("D", entry.Draft!.Description);
        Assert.Equal("Hello", Assert.IsType<PromptMessage.Text>(Assert.Single(PromptBody.Read(entry.Draft.Body).Messages)).Content);
    }

    [Theory]
    [InlineData("----\na: 1\n----\nHello")]
    [InlineData(" ---\na: 1\n ---\nHello")]
    [InlineData("\n---\nA rule, and nothing that closes it")]
    [InlineData("Hello\n---\na: 1\n---\n")]
    [InlineData("")]
    public void HasFrontMatter_OfAnythingElse_IsFalse(string text) => Assert.False(PromptMarkdown.HasFrontMatter(text));

    [Theory]
    [InlineData("\n\n---\ndescription: D\ncolour: red\n---\nHello", 5)]
    [InlineData("---\rdescription: D\rcolour: red\r---\rHello", 3)]
    [InlineData("---\ncolour: red\n---\nHello", 2)]
    public void Places_CountTheLinesOfTheWholeText(string text, int line) =>
        Assert.Equal(line, YamlPlaces.Place(new EntryError("colour", "Wrong."), YamlPlaces.Read(text)).Line);

    [Fact]
    public void Parse_WithNothingBelowTheFrontMatter_IsRefused()
    {
        AuthoredEntry entry = PromptMarkdown.Parse("---\ndescription: D\ntype: text\n---\n \n");

        Assert.Null(entry.Draft);
        Assert.Contains(entry.Errors, error => error.Field == "messages" && error.Line == 5);
    }
}
