using System.Text.Json;

using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Tests.Catalog.Templates;

public sealed class TemplateLimitTests
{
    private static readonly JsonElement Lists = JsonSerializer.SerializeToElement(
        new { l = Enumerable.Range(0, 1_000), s = new string('x', 100_000), x = "v" });

    [Theory]
    [InlineData(32, "v")]
    [InlineData(33, "refused: Blocks nest at most 32 deep")]
    [InlineData(45_000, "refused: ")]
    public void Parse_WhenBlocksNest_StopsAtTheLimit(int depth, string expected) =>
        Assert.StartsWith(
            expected,
            TemplateText.Render($"{Repeat("{{#if x}}", depth)}{{{{x}}}}{Repeat("{{/if}}", depth)}", Lists),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(32, "v")]
    [InlineData(33, "refused: Expressions nest at most 32 deep")]
    [InlineData(100_000, "refused: Expressions nest at most 32 deep")]
    public void Parse_WhenExpressionsNest_StopsAtTheLimit(int depth, string expected) =>
        Assert.StartsWith(
            expected,
            TemplateText.Render($"{{{{default {Repeat("(default ", depth)}x{Repeat(" x)", depth)} x}}}}", Lists),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(2_000, "vvvv")]
    [InlineData(2_001, "refused: A template has at most 2000 tags.")]
    [InlineData(30_000, "refused: A template has at most 2000 tags.")]
    public void Parse_WhenThereAreManyTags_StopsAtTheLimit(int tags, string expected) =>
        Assert.StartsWith(expected, TemplateText.Render(Repeat("{{x}}", tags), Lists), StringComparison.Ordinal);

    [Fact]
    public void Parse_OfALongChainOfElseIfs_DoesNotCountAsNesting()
    {
        string template = $"{{{{#if none}}}}a{Repeat("{{else if none}}b", 1_900)}{{{{else}}}}c{{{{/if}}}}";

        Assert.Equal("c", TemplateText.Render(template, Lists));
    }

    [Theory]
    [InlineData("{{#each l}}{{#each ../l}}{{../../s}}{{/each}}{{/each}}", "output")]
    [InlineData("{{#each l}}{{#each ../l}}{{#each ../../l}}{{#each ../../../l}}{{/each}}{{/each}}{{/each}}{{/each}}", "steps")]
    [InlineData("{{#each l}}{{#each ../l}}{{#if (eq ../../s ../../s)}}{{/if}}{{/each}}{{/each}}", "steps")]
    [InlineData("{{#each l}}{{#each ../l}}{{#if (eq (join ../../l ../../s) \"\")}}{{/if}}{{/each}}{{/each}}", "output")]
    [InlineData("{{#each l}}{{join ../l ../s}}{{/each}}", "output")]
    [InlineData("{{#each l}}{{#each ../l}}{{@root}}{{/each}}{{/each}}", "output")]
    [InlineData("{{#each l}}{{#each ../l}}{{#unless (date ../../s)}}{{/unless}}{{/each}}{{/each}}", "steps")]
    [InlineData("{{#each l}}{{#each ../l}}{{#unless (number ../../s)}}{{/unless}}{{/each}}{{/each}}", "steps")]
    [InlineData("{{#each l}}{{#each ../l}}{{../../l.999.x.y}}{{/each}}{{/each}}", "steps")]
    [InlineData("{{#each l}}{{#each ../l}}{{#if (eq (default ../../s 1) 2)}}a{{else if (eq ../../s 3)}}{{/if}}{{/each}}{{/each}}", "steps")]
    public void Render_WhenItAsksForTooMuch_NamesTheLimit(string template, string limit)
    {
        TemplateLimitException exception = Assert.Throws<TemplateLimitException>(
            () => RenderWithin(TemplateLimits.Default with { Time = TimeSpan.FromMinutes(5) }, template));

        Assert.Equal(limit, exception.Limit);
        Assert.Contains("(line 1, column ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_WhenTheTimeIsOver_NamesTheLimit()
    {
        var limits = TemplateLimits.Default with { Time = TimeSpan.Zero };

        TemplateLimitException exception = Assert.Throws<TemplateLimitException>(
            () => RenderWithin(limits, "{{#each l}}{{this}}{{/each}}"));

        Assert.Equal("time", exception.Limit);
    }

    [Fact]
    public void Render_WhenTheCallerGivesUp_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => TemplateText.RenderWithin(TemplateLimits.Default, "{{#each l}}{{this}}{{/each}}", Lists, cancelled.Token));
    }

    [Fact]
    public void Render_OfSeveralMessages_CountsThemTogether()
    {
        var limits = TemplateLimits.Default with { Output = 150_000 };
        Template template = Template.Parse("{{s}}", limits, out _)!;
        using var output = new TemplateOutput(limits, TimeProvider.System, CancellationToken.None);
        template.Render(new TemplateValue(Lists), output);

        Assert.Throws<TemplateLimitException>(() => template.Render(new TemplateValue(Lists), output));
    }

    private static string RenderWithin(TemplateLimits limits, string template) =>
        TemplateText.RenderWithin(limits, template, Lists, TestContext.Current.CancellationToken);

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
