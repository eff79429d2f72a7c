using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Drafting;

namespace PromptIntel.Core.Tests.Leagues.Drafting;

/// <summary>Texts that a template or clause could bring: each is a page, or is refused by name, in a bounded time.</summary>
public sealed class ContractPageTests
{
    private const int HangLimit = 60_000;

    public static TheoryData<string, int> Shown => new()
    {
        { "[a](", 8_000 },
        { "![", 16_000 },
        { "`a", 16_000 },
        { "<b ", 10_000 },
        { "a|", 15_000 },
        { "# a\n\n", 70_000 },
        { "a\n-\n\n", 70_000 },
        { "\\*", 16_000 },
        { "&amp", 8_000 },
        { "1. a\n\n", 50_000 },
        { "[a]: b\n\n", 40_000 },
        { "*a **b**.*\n\n", 30_000 },
        { "```\n", 8_000 },
        { "\0\t\u2028", 10_000 },
    };

    public static TheoryData<string, int> Refused => new()
    {
        { "*a", 40_000 },
        { "_a **b ", 10_000 },
        { "*|", 15_000 },
        { "*a **b ***c ", 40_000 },
        { ">", 20_000 },
        { "> - ", 4_000 },
        { "- 1. ", 3_000 },
        { "word ", 10_000 },
        { "x|y\n", 11_000 },
        { "word\n\n", 100_000 },
        { "\n", 400_001 },
    };

    [Theory(Timeout = HangLimit)]
    [MemberData(nameof(Shown))]
    public async Task Render_WhenTextIsHostile_ShowsIt(string text, int times)
    {
        string html = await RenderAsync(text, times, TestContext.Current.CancellationToken);

        Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b ", html, StringComparison.Ordinal);
    }

    [Theory(Timeout = HangLimit)]
    [MemberData(nameof(Refused))]
    public async Task Render_WhenTextIsBeyondALimit_RefusesItByName(string text, int times)
    {
        LeagueConfigurationException refused = await Assert.ThrowsAsync<LeagueConfigurationException>(
            () => RenderAsync(text, times, TestContext.Current.CancellationToken));

        Assert.Contains("contract", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_WhenEmphasisIsNestedTooDeep_RefusesItByName()
    {
        string nested = string.Concat(Enumerable.Repeat("*a **b ", 100)) + string.Concat(Enumerable.Repeat("b** a*", 100));

        LeagueConfigurationException refused = await Assert.ThrowsAsync<LeagueConfigurationException>(
            () => RenderAsync(nested, 1, TestContext.Current.CancellationToken));

        Assert.Contains("nested too deep", refused.Message, StringComparison.Ordinal);
    }

    private static Task<string> RenderAsync(string text, int times, CancellationToken cancellationToken) =>
        Task.Run(() => ContractPage.Render("t", string.Concat(Enumerable.Repeat(text, times))), cancellationToken);
}
