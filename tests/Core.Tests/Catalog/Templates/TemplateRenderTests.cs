using System.Text.Json;

namespace PromptIntel.Core.Tests.Catalog.Templates;

public sealed class TemplateRenderTests
{
    private static readonly JsonElement Variables = JsonElement.Parse("""
        {
          "n": 5, "x": "v", "big": 123456789012345678901234567890, "tiny": 1e-7, "price": 1.50, "neg": -3,
          "o": { "city": "Zürich", "q": "it's <5 & >3", "ja": "東京", "e": "😀", "s": "a\"b\\c\n", "k é": [true, null, 1.50] },
          "l": [{ "x": "é" }], "items": [1, 2], "escaped": "\u00e9\ud83d\ude00\n\"", "date": "2026-03-14", "number": "1234.5",
          "default": "D", "join": ["a"], "money": 3, "eq": "E", "lookup": "L", "if": "I", "each": [7], "else_": "x", "null": "N"
        }
        """);

    [Theory]
    [InlineData("""{"n":{{n}}}""", """{"n":5}""")]
    [InlineData("""{"a":{"b":{{n}}}}""", """{"a":{"b":5}}""")]
    [InlineData("""{"name": {{x}}}""", """{"name": v}""")]
    [InlineData("{ {{n}}}", "{ 5}")]
    [InlineData("{{{n}} }", "{5 }")]
    [InlineData("{{{n}}: 1}", "{5: 1}")]
    [InlineData("{{{n}}}", "5")]
    [InlineData("{{{n}}}}", "5}")]
    [InlineData("{{n}}}", "5}")]
    [InlineData("{{n}}}}", "5}}")]
    [InlineData("{{#if n}}}{{/if}}", "}")]
    [InlineData("{{{#if n}}\"a\":1{{/if}}}", "{\"a\":1}")]
    [InlineData("[{{#each items}}{{{this}}: {{@index}}},{{/each}}]", "[{1: 0},{2: 1},]")]
    [InlineData("{{{! note }}}", "{}")]
    [InlineData("}}{{x}}{", "}}v{")]
    [InlineData("\\{{x}} {{x}}", "{{x}} v")]
    [InlineData("a\\b \\\\{2} C:\\\\", "a\\b \\\\{2} C:\\\\")]
    public void Render_WithBracesBesideTags_KeepsEachBrace(string template, string expected) =>
        Assert.Equal(expected, TemplateText.Render(template, Variables));

    [Theory]
    [InlineData("{{o}}", """{"city":"Zürich","q":"it's <5 & >3","ja":"東京","e":"😀","s":"a\"b\\c\n","k é":[true,null,1.50]}""")]
    [InlineData("{{#each l}}{{this}}{{/each}}", """{"x":"é"}""")]
    [InlineData("{{join l \",\"}}", """{"x":"é"}""")]
    [InlineData("{{o.ja}}{{o.e}}", "東京😀")]
    [InlineData("{{escaped}}", "é😀\n\"")]
    [InlineData("{{big}} {{tiny}} {{price}} {{neg}}", "123456789012345678901234567890 0.0000001 1.50 -3")]
    [InlineData("{{items}}", "[1,2]")]
    [InlineData(
        "{{default o \"none\"}}", """{"city":"Zürich","q":"it's <5 & >3","ja":"東京","e":"😀","s":"a\"b\\c\n","k é":[true,null,1.50]}""")]
    [InlineData("{{o.[k é]}}", "[true,null,1.50]")]
    [InlineData("{{join items \" und \"}}", "1 und 2")]
    [InlineData("{{eq price 1.5}} {{eq n 5.0}} {{eq neg -3.00}} {{eq n 05}} {{eq price 1.51}}", "true true true true false")]
    public void Render_OfValues_WritesReadableText(string template, string expected) =>
        Assert.Equal(expected, TemplateText.Render(template, Variables));

    [Theory]
    [InlineData("{{date}}", "2026-03-14")]
    [InlineData("{{date date}}", "14 March 2026")]
    [InlineData("{{number}}/{{number number}}", "1234.5/1,234.5")]
    [InlineData("{{default}}/{{default default \"x\"}}", "D/D")]
    [InlineData("{{join}}/{{join join \",\"}}", "[\"a\"]/a")]
    [InlineData("{{money}}/{{money money \"EUR\"}}", "3/EUR 3")]
    [InlineData("{{eq}}/{{#if (eq eq \"E\")}}y{{/if}}", "E/y")]
    [InlineData("{{lookup}}", "L")]
    [InlineData("{{#if if}}{{if}}{{/if}}", "I")]
    [InlineData("{{#each each}}{{this}}{{/each}}", "7")]
    [InlineData("{{this.date}} {{[date]}}", "2026-03-14 2026-03-14")]
    [InlineData("{{#null}}{{this}}{{/null}}", "N")]
    public void Render_OfAVariableNamedLikeAHelper_GivesTheVariable(string template, string expected) =>
        Assert.Equal(expected, TemplateText.Render(template, Variables));

    [Theory]
    [InlineData("2026-03-14", "14 March 2026")]
    [InlineData("2026-03-14T09:30:00Z", "14 March 2026")]
    [InlineData("2026-03-14T23:30:00+05:00", "14 March 2026")]
    [InlineData("2026-03-14T09:30", "14 March 2026")]
    [InlineData("03/04/2026", "03/04/2026")]
    [InlineData("4.3.2026", "4.3.2026")]
    [InlineData("March 2026", "March 2026")]
    [InlineData("2026-02-30", "2026-02-30")]
    [InlineData("2026", "2026")]
    [InlineData("10:30", "10:30")]
    [InlineData("Monday", "Monday")]
    [InlineData("", "")]
    public void Date_WhenItIsNoIsoDate_LeavesTheTextAlone(string text, string expected) =>
        Assert.Equal(expected, TemplateText.Render("{{date d}}", JsonSerializer.SerializeToElement(new { d = text })));

    [Theory]
    [InlineData("{{#each items as |item at|}}{{at}}={{item}};{{/each}}", "0=1;1=2;")]
    [InlineData("{{#with o as |place|}}{{#if n}}never{{else}}{{place.city}}{{/if}}{{/with}}", "Zürich")]
    [InlineData("{{#each l as |row|}}{{#each ../items as |i|}}{{row.x}}{{i}}{{/each}}{{/each}}", "é1é2")]
    [InlineData("{{#if missing}}a{{else if x}}b{{else}}c{{/if}}", "b")]
    [InlineData("{{#if missing}}a{{else unless x}}b{{else each items}}{{this}}{{/if}}", "12")]
    [InlineData("{{#each missing}}a{{else}}none{{/each}}", "none")]
    [InlineData("{{#each items}}{{#if @first}}<{{/if}}{{this}}{{#if @last}}>{{/if}}{{/each}}", "<12>")]
    [InlineData("{{#each l}}{{#each ../items}}{{@../index}}{{@index}} {{/each}}{{/each}}", "00 01 ")]
    [InlineData("{{#items}}{{.}},{{/items}}{{^missing}}none{{/missing}}", "1,2,none")]
    [InlineData("a\n{{#if x}}\n  b\n{{/if}}\nc", "a\n  b\nc")]
    [InlineData("a {{~x~}} b", "avb")]
    [InlineData("{{items.length}} {{l.0.x}} {{items.[1]}} {{items.9}}|{{x.length}}|{{x.y.z}}", "2 é 2 ||")]
    public void Render_OfBlocks_FollowsHandlebars(string template, string expected) =>
        Assert.Equal(expected, TemplateText.Render(template, Variables));
}
