using System.Diagnostics;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Exchange.Langfuse;

namespace PromptIntel.Core.Tests.Exchange;

// One after the other: they measure time.
[Collection("exchange takes time")]
public sealed class LangfuseTextTests
{
    private static readonly Dictionary<(EntryKey, int), string> Pinned = new() { [(new EntryKey("shared", "tone"), 2)] = "Be brief." };

    [Theory]
    [InlineData("plain \\ text", "plain \\ text")]
    [InlineData("a {{b}} c", "a {{b}} c")]
    [InlineData("\\{{b}}", "\\\\{{b}}")]
    [InlineData("{\"x\": {{b}}}", "{\"x\": {{b}}}")]
    [InlineData("@@@langfusePrompt:name=shared/tone|label=production@@@", "{{> shared/tone}}")]
    [InlineData("\\@@@langfusePrompt:name=tone|label=production@@@", "\\\\{{> general/tone}}")]
    public void Text_AsATemplateAndBack_IsTheSame(string text, string template)
    {
        var reading = new LangfuseReading(Pinned);

        string written = LangfuseText.ToTemplate(text, "prompt", reading);

        Assert.Empty(reading.Errors);
        Assert.Equal(template, written);
        Assert.Equal(text, LangfuseText.FromTemplate(written));
    }

    [Fact]
    public void Version_ThatIsReferredTo_IsPutInPlace()
    {
        var reading = new LangfuseReading(Pinned);

        string written = LangfuseText.ToTemplate("A @@@langfusePrompt:name=shared/tone|version=2@@@ B", "prompt", reading);

        Assert.Empty(reading.Errors);
        Assert.Equal("A Be brief. B", written);
        Assert.Equal(
            (new EntryKey("shared", "tone"), 2),
            Assert.Single(LangfuseText.PinnedIn("@@@langfusePrompt:name=shared/tone|version=2@@@")));
    }

    [Theory]
    [InlineData("x\n @@@langfusePrompt:name=tone|label=staging@@@", "line 2, column 2")]
    [InlineData("@@@langfusePrompt:label=production|name=tone@@@", "A reference is")]
    [InlineData("@@@langfusePrompt:name=tone@@@", "A reference is")]
    [InlineData("@@@langfusePrompt:name=tone|version=9@@@", "no text prompt 'tone' with version 9")]
    [InlineData("\\\\{{b}}", "one backslash")]
    public void Text_ThatCannotBeSaidHere_IsNamedWithItsPlace(string text, string named)
    {
        var reading = new LangfuseReading(Pinned);

        LangfuseText.ToTemplate(text, "prompt", reading);

        Assert.Contains(named, Assert.Single(reading.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\")]
    [InlineData("@@@langfusePrompt:")]
    [InlineData("{{>")]
    public void Text_OfOneSignOverAndOver_TakesTimeInStepWithItsLength(string sign)
    {
        string text = string.Concat(Enumerable.Repeat(sign, 1_000_000 / sign.Length));
        var watch = Stopwatch.StartNew();

        LangfuseText.ToTemplate(text, "prompt", new LangfuseReading(Pinned));
        LangfuseText.FromTemplate(text);

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{watch.Elapsed}");
    }
}
