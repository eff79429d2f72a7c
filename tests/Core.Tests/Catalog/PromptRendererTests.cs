using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Catalog.Templates;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Tests.Catalog;

public sealed class PromptRendererTests
{
    private readonly PromptRenderer _renderer = new(Options.Create(new CatalogOptions()), new VersionChecks([]), TimeProvider.System);

    [Theory]
    [InlineData("{{money fee \"EUR\"}}", "EUR 640,000")]
    [InlineData("{{date start}}", "14 March 2026")]
    [InlineData("{{number fee}}", "640,000")]
    [InlineData("{{fee}}", "640000")]
    [InlineData("{{default missing \"none\"}}", "none")]
    [InlineData("{{join tags \", \"}}", "a, b")]
    [InlineData("{{default missing \"{x}\"}}", "{x}")]
    [InlineData("{{join tags ' {and} '}}", "a {and} b")]
    [InlineData("{{default missing \"}}\"}}", "}}")]
    [InlineData("{{#if (eq tier \"pre)mium\")}}yes{{else}}no{{/if}}", "no")]
    [InlineData("{{! it's a note }}{{fee}} it's", "640000 it's")]
    [InlineData("{{#if (eq tier \"premium\")}}yes{{else}}no{{/if}}", "yes")]
    [InlineData("{{#each rows}}{{@index}}:{{name}};{{/each}}", "0:x;1:y;")]
    [InlineData("{{#if flag}}{{flag}}{{/if}}", "true")]
    [InlineData("{{hostile}}", "{{fee}} <b>&amp;\"")]
    [InlineData("{{rows.0.name}}", "x")]
    public void Render_GivesTheWrittenForm(string template, string expected)
    {
        RenderResult result = _renderer.Render(Prompt(template, Declared), Variables, TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.IsType<RenderResult.Rendered>(result).Messages[0].Content);
    }

    [Fact]
    public void Render_WhenAVariableIsMissingOrMistyped_NamesEach()
    {
        EntryVersion prompt = Prompt(
            "{{a}}", """{"type":"object","required":["a","b"],"properties":{"a":{"type":"string"},"b":{"type":"integer"}}}""");

        RenderResult result = _renderer.Render(prompt, CanonicalJson.Parse("""{"a":1}"""u8), TestContext.Current.CancellationToken);

        Assert.Equal(["b", "a"], Assert.IsType<RenderResult.Refused>(result).Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData("{{#if a}}x", "not closed")]
    [InlineData("{{b}}", "'b' is not declared")]
    [InlineData("{{shout a}}", "'shout' is unknown")]
    [InlineData("{{a", "not closed")]
    [InlineData("{{default a \"x}}", "not closed")]
    [InlineData("{{> partial}}", "included by its name")]
    [InlineData("{{#each list}}{{other}}{{/each}}", "'other' is not declared")]
    [InlineData("{{#if (eq b 1)}}x{{/if}}", "'b' is not declared")]
    [InlineData("{{text.Length}}", "'text.Length' is not declared")]
    [InlineData("{{#each list}}{{../text.GetType}}{{/each}}", "'../text.GetType' is not declared")]
    public void Check_FindsWhatIsWrong(string template, string message)
    {
        PromptBody body = PromptBody.Read(Prompt(
            template, """{"properties":{"a":{},"text":{"type":["string","null"]},"list":{"items":{"properties":{"name":{}}}}}}""").Body);

        Assert.Contains(Check(body), error => error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_AcceptsWhatIsDeclared()
    {
        PromptBody body = PromptBody.Read(Prompt(
            "{{a}} {{#each list}}{{name}} {{../a}} {{@index}}{{/each}} {{#if (eq a \"x\")}}{{else if list}}{{/if}} {{! note }}",
            """{"properties":{"a":{},"list":{"items":{"properties":{"name":{}}}}}}""").Body);

        Assert.Empty(Check(body));
    }

    private const string Declared =
        """{"properties":{"fee":{},"start":{},"tags":{},"tier":{},"rows":{},"flag":{},"hostile":{},"missing":{}}}""";

    private static JsonElement Variables => CanonicalJson.Parse("""
        {"fee":640000,"start":"2026-03-14","tags":["a","b"],"tier":"premium","rows":[{"name":"x"},{"name":"y"}],"flag":true,
         "hostile":"{{fee}} <b>&amp;\""}
        """u8);

    private static ImmutableArray<EntryError> Check(PromptBody body)
    {
        ParsedPrompt.Parse(body, TemplateLimits.Default, out ImmutableArray<EntryError> errors);
        return errors;
    }

    private static EntryVersion Prompt(string template, string variables)
    {
        var body = new PromptBody
        {
            Type = PromptType.Text,
            Messages = [new PromptMessage.Text("user", template)],
            Variables = CanonicalJson.Parse(System.Text.Encoding.UTF8.GetBytes(variables)),
        };
        return new EntryDraft(EntryKind.Prompt, "", ImmutableArray<string>.Empty, body.ToJson())
            .ToVersion(new EntryKey("general", "p"), 1, VersionSource.Api, DateTimeOffset.UnixEpoch, null, null);
    }
}
