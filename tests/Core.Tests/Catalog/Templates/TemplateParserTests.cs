using System.Text.Json;

namespace PromptIntel.Core.Tests.Catalog.Templates;

public sealed class TemplateParserTests
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    [Theory]
    [InlineData("a\n  {{#if x}}b", "The block {{#if}} is not closed. (line 2, column 3)")]
    [InlineData("{{x", "A tag is opened with {{ and not closed. (line 1, column 4)")]
    [InlineData("{{x}", "'}' cannot stand here; a tag ends with }}. (line 1, column 4)")]
    [InlineData("{{}}", "A tag is empty. (line 1, column 3)")]
    [InlineData("{{{}}}", "A tag is empty.")]
    [InlineData("{{{{x}}}}", "A tag opens with two braces, or three;")]
    [InlineData("{{()}}", "A name is expected here")]
    [InlineData("{{eq ()}}", "A name is expected here")]
    [InlineData("{{eq (a) b}}", "The helper 'a' is unknown;")]
    [InlineData("{{eq a}}", "The helper 'eq' takes 2 arguments.")]
    [InlineData("{{date a b}}", "The helper 'date' takes 1 argument.")]
    [InlineData("{{eq a b)}}", "')' cannot stand here;")]
    [InlineData("{{eq (eq a b c}}", "The helper 'eq' takes 2 arguments.")]
    [InlineData("{{eq a (eq b c}}", "A parenthesis is not closed.")]
    [InlineData("{{12}}", "A tag names a variable or a helper;")]
    [InlineData("{{\"x\"}}", "A tag names a variable or a helper;")]
    [InlineData("{{true}}", "A tag names a variable or a helper;")]
    [InlineData("{{default a \"x}}", "A quoted text in a tag is not closed.")]
    [InlineData("{{#if a}}b{{else}}c{{else}}d{{/if}}", "The block {{#if}} has an else already.")]
    [InlineData("{{#if a}}b{{else}}c{{else if d}}e{{/if}}", "The block {{#if}} has an else already.")]
    [InlineData("{{else}}", "else stands outside a block.")]
    [InlineData("{{#if a}}{{/each}}", "{{/each}} closes no open block; {{#if}} is open.")]
    [InlineData("{{/if}}", "{{/if}} closes no open block.")]
    [InlineData("{{#if}}{{/if}}", "The block {{#if}} takes one argument.")]
    [InlineData("{{#if a b}}{{/if}}", "The block {{#if}} takes one argument.")]
    [InlineData("{{#shout a}}{{/shout}}", "The block 'shout' is unknown;")]
    [InlineData("{{shout a}}", "The helper 'shout' is unknown;")]
    [InlineData("{{> part}}", "A prompt is included by its name: {{> namespace/name}}.")]
    [InlineData("{{> a/b c=d}}", "A prompt is included by its name: {{> namespace/name}}.")]
    [InlineData("{{#each a}}{{#if b}}{{> a/b}}{{/if}}{{/each}}", "A prompt is not included within each, with or a section")]
    [InlineData("{{> a/b ~}}", "A tag that includes a prompt takes no ~")]
    [InlineData("{{* part}}", "Decorators are not available.")]
    [InlineData("{{#> part}}{{/part}}", "A name is expected here")]
    [InlineData("{{date b=c}}", "Named arguments are not available.")]
    [InlineData("{{#each a as |b}}{{/each}}", "as is followed by names between two bars.")]
    [InlineData("{{#each a as |b c d|}}{{/each}}", "as is followed by one or two names.")]
    [InlineData("{{#if a as |b|}}{{/if}}", "The block {{#if}} gives no names.")]
    [InlineData("{{!-- a }}", "The comment {{!-- is not closed by --}}.")]
    [InlineData("{{a..b}}", "A name is expected here")]
    [InlineData("{{a b}c}}", "The helper 'a' is unknown;")]
    [InlineData("{{@size}}", "A name is expected here")]
    [InlineData("{{=<% %>=}}", "A name is expected here")]
    public void Parse_WhenATemplateIsWrong_SaysWhatAndWhere(string template, string error) =>
        Assert.StartsWith($"refused: {error}", TemplateText.Render(template, Nothing), StringComparison.Ordinal);

    [Fact]
    public void Parse_WhenSeveralTagsAreWrong_NamesEach()
    {
        PromptIntel.Core.Catalog.Templates.Template.Parse(
            "{{()}} {{12}}\n{{shout a}}", PromptIntel.Core.Catalog.Templates.TemplateLimits.Default, out var errors);

        Assert.Equal([3, 11, 16], errors.Select(error => error.Position));
    }
}
