using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Rendering;

namespace PromptIntel.Core.Tests.Catalog.Includes;

/// <summary>A prompt is put together of the texts that it names, or refused with the place.</summary>
public sealed class PromptCompositionTests
{
    private const string Named = """{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}""";

    [Fact]
    public void Compose_PutsTheTextExactlyWhereTheTagStood()
    {
        SharedTexts texts = new SharedTexts().Add("tone", "Be kind.\n  Be brief.").Add("main", "A\n  {{> s/tone}}  \nB {{{> s/tone}}");

        Assert.Equal("A\n  Be kind.\n  Be brief.  \nB {Be kind.\n  Be brief.", texts.TextOf("main"));
    }

    [Fact]
    public void Compose_MakesTheVariablesOfWhatIsIncludedItsOwn_AndRenders()
    {
        SharedTexts texts = new SharedTexts().Add("greeting", "Dear {{name}},", Named)
            .Add(
                "main",
                "{{> s/greeting}} {{#if polite}}{{> s/greeting}}{{/if}}",
                """{"type":"object","properties":{"polite":{"type":"boolean"}}}""");
        EntryVersion whole = texts.Compose("main").Version;

        RenderResult missing = Render(whole, """{"polite":true}""");
        RenderResult rendered = Render(whole, """{"polite":true,"name":"Ada"}""");

        Assert.Equal("name", Assert.Single(Assert.IsType<RenderResult.Refused>(missing).Errors).Field);
        Assert.Equal("Dear Ada, Dear Ada,", Assert.Single(Assert.IsType<RenderResult.Rendered>(rendered).Messages).Content);
    }

    [Fact]
    public void Compose_AChat_PutsTextIntoEveryMessageAndKeepsItsOwnWordOnAName()
    {
        SharedTexts texts = new SharedTexts().Add("greeting", "Dear {{name}},", Named).Add(
            "main", "{{> s/greeting}}", """{"type":"object","properties":{"name":{"type":"string","maxLength":3}}}""", PromptType.Chat);

        PromptBody whole = PromptBody.Read(texts.Compose("main").Version.Body);

        Assert.Equal(3, whole.Variables.GetProperty("properties").GetProperty("name").GetProperty("maxLength").GetInt32());
        Assert.Equal("name", Assert.Single(whole.Variables.GetProperty("required").EnumerateArray()).GetString());
    }

    [Fact]
    public void Compose_WithoutIncludes_IsTheVersionItself_AndWithThemHasAHashOfAll()
    {
        SharedTexts texts = new SharedTexts().Add("tone", "Be kind.").Add("main", "{{> s/tone}}")
            .Add("plain", "a > b {{!-- {{> s/x}} --}} \\{{> s/x}}");
        string before = texts.Compose("main").Version.ContentHash;

        texts.Add("tone", "Be brief.");

        Assert.Same(texts["plain"], texts.Compose("plain").Version);
        Assert.NotEqual(before, texts.Compose("main").Version.ContentHash);
        Assert.NotEqual(texts["main"].ContentHash, before);
    }

    [Theory]
    [InlineData("One\n {{> s/main}}", "A prompt cannot include itself: s/main > s/main. (line 2, column 2)")]
    [InlineData(
        "{{> s/back}}",
        "A prompt cannot include itself: s/main > s/back > s/main. (line 2, column 1 of s/back, included at line 1, column 1)")]
    [InlineData("a{{> s/nobody}}", "There is no prompt s/nobody. (line 1, column 2)")]
    [InlineData("{{> s/chat}}", "s/chat is a chat; only a prompt of type text can be included. (line 1, column 1)")]
    public void Compose_OfWhatCannotBe_IsRefusedWithThePlace(string text, string message)
    {
        SharedTexts texts = new SharedTexts().Add("back", "\n{{> s/main}}").Add("chat", "Hi", type: PromptType.Chat).Add("main", text);

        Assert.Equal(new EntryError("messages[0]", message), texts.Refusal("main"));
        Assert.Same(texts["main"], texts.Compose("main").Version);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Compose_IsAsDeepAsIsAllowed_WhicheverWayTheDepthIsReached(int depth, bool isAllowed)
    {
        var texts = new SharedTexts();
        for (int level = 1; level < depth; level++)
        {
            texts.Add($"t{level}", $"{{{{> s/t{level + 1}}}}}");
        }

        texts.Add($"t{depth}", "end").Add("main", "{{> s/t1}}").Add("known", "{{> s/t2}}{{> s/t1}}");

        Assert.Equal(isAllowed, texts.Compose("main").Errors.IsEmpty);
        Assert.Equal(isAllowed, texts.Compose("known").Errors.IsEmpty);
    }

    [Fact]
    public void Compose_OfABomb_IsCountedBeforeItIsWritten()
    {
        var texts = new SharedTexts();
        string text = new('x', 1_000);
        for (int level = 8; level >= 1; level--)
        {
            texts.Add($"t{level}", text);
            text = string.Concat(Enumerable.Repeat($"{{{{> s/t{level}}}}}", 500));
        }

        texts.Add("main", text);
        long before = GC.GetAllocatedBytesForCurrentThread();

        EntryError error = texts.Refusal("main");

        Assert.Contains("longer than 1,000,000 characters", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
    }

    [Fact]
    public void Compose_OfManyParts_StopsAtTheFirstThatIsTooMuch()
    {
        MessagePart[] parts = [.. Enumerable.Repeat(new MessagePart("text", "{{> s/long}}"), 500)];
        SharedTexts texts = new SharedTexts().Add("long", new string('x', 900_000))
            .Add("main", new PromptMessage.Multipart("user", [.. parts]));
        texts.Compose("main");
        long before = GC.GetAllocatedBytesForCurrentThread();

        EntryError error = texts.Refusal("main");

        Assert.Equal("messages[0]", error.Field);
        Assert.Contains("longer than 1,000,000 characters", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void Compose_OfManyTags_CountsNoLinesForThoseThatAreRight()
    {
        SharedTexts texts = new SharedTexts().Add("a", "b").Add("main", string.Concat(Enumerable.Repeat("\n{{> s/a}}", 50_000)));
        texts.Compose("main");
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Empty(texts.Compose("main").Errors);

        // A place is a text of some 40 characters, each of 50,000.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60_000_000);
    }

    [Fact]
    public void Compose_OfALongChainOfConditions_FindsTheTagAtItsEnd()
    {
        string chain = string.Concat(Enumerable.Repeat("{{else if a}}x", 10_000));
        SharedTexts texts = new SharedTexts().Add("tone", "Be kind.")
            .Add("main", $"{{{{#if a}}}}y{chain}{{{{else}}}}{{{{> s/tone}}}}{{{{/if}}}}");

        Assert.EndsWith("{{else}}Be kind.{{/if}}", texts.TextOf("main"), StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_OfDeclarationsThatContradict_IsRefused()
    {
        SharedTexts texts = new SharedTexts().Add("greeting", "Dear {{name}},", Named)
            .Add("main", "{{> s/greeting}}", """{"type":"object","properties":{"name":{"type":"array"}}}""");

        Assert.Equal(
            new EntryError("variables.properties.name", "s/main and s/greeting declare it with different types."), texts.Refusal("main"));
    }

    [Fact]
    public void Compose_OfADeclarationThatSpeaksOfAllVariables_IsRefused()
    {
        SharedTexts texts = new SharedTexts().Add("greeting", "Hi", """{"minProperties":1}""").Add("main", "{{> s/greeting}}");

        Assert.Contains("'minProperties'", texts.Refusal("main").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfTheWhole_FindsWhatOnlyShowsTogether()
    {
        SharedTexts texts = new SharedTexts().Add("open", "a {").Add("main", "{{> s/open}}{{{name}}}", Named);

        Assert.NotEmpty(texts.CheckWhole("main"));
        Assert.Empty(Checks.All().Check(texts["main"]));
    }

    private static RenderResult Render(EntryVersion version, string variables) =>
        Checks.Renderer().Render(version, JsonElement.Parse(variables), TestContext.Current.CancellationToken);
}
