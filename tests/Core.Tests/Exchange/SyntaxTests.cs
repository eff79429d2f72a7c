using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.Time.Testing;

using PromptIntel.Core.Catalog.Templates;
using PromptIntel.Core.Exchange;
using PromptIntel.Core.Exchange.Forms;
using PromptIntel.Core.Exchange.Syntax;

namespace PromptIntel.Core.Tests.Exchange;

/// <summary>What a template of another tool comes to, rendered here, is what that tool would write.</summary>
public sealed class SyntaxTests
{
    private static readonly JsonElement Variables = JsonSerializer.SerializeToElement(new
    {
        name = "Ann",
        empty = "",
        order = new { id = 7, items = new[] { new { title = "Oar", price = 3 }, new { title = "Cox", price = 4 } } },
        list = new[] { "a", "b" },
        none = Array.Empty<string>(),
        pairs = new { x = 1, y = 2 },
        tier = "gold",
    });

    [Theory]
    [InlineData("Hello {{ name }}!", "Hello Ann!")]
    [InlineData("{{order.items[1]['title']}} {{order.items.0.title}}", "Cox Oar")]
    [InlineData("{\"n\": {{name}}}", "{\"n\": Ann}")]
    [InlineData("{{{name}}}", null)]
    [InlineData("{ {{name}}}", "{ Ann}")]
    [InlineData("\\{{name}} \\\\{{name}} \\\\\\{{name}}", "\\Ann \\\\Ann \\\\\\Ann")]
    [InlineData("a {# note #}b", "a b")]
    [InlineData("{% if name %}yes{% else %}no{% endif %}", "yes")]
    [InlineData("{% if not empty %}none{% endif %}", "none")]
    [InlineData("{% if tier == 'basic' %}1{% elif tier == \"gold\" %}2{% else %}3{% endif %}", "2")]
    [InlineData("{% if tier != 'gold' %}1{% elif not name %}2{% else %}3{% endif %}", "3")]
    [InlineData("{% if list|length > 0 %}some{% endif %}{% if none | length > 0 %}more{% endif %}", "some")]
    [InlineData(
        "{% for i in order.items %}{{ i.title }}={{ i.price }} for {{ name }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "Oar=3 for Ann, Cox=4 for Ann")]
    [InlineData("{% for i in none %}x{% else %}nothing{% endfor %}", "nothing")]
    [InlineData("{% for k, v in pairs.items() %}{{k}}{{v}}{% endfor %}", "x1y2")]
    [InlineData(
        "{% for i in order.items %}{% for l in list %}{{i.title}}{{l}}{{loop.index0}} {% endfor %}{% endfor %}",
        "Oara0 Oarb1 Coxa0 Coxb1 ")]
    [InlineData("{{ gone | default('nobody') }}", "nobody")]
    [InlineData("{{ list | join(', ') }} {{ list|length }}", "a, b 2")]
    [InlineData("x\n  {%- if name %} y{% endif -%}\n z", "x yz")]
    [InlineData("{{ name | upper }}", null)]
    [InlineData("{{ name.upper() }}", null)]
    [InlineData("{{ 1 + 2 }}", null)]
    [InlineData("{% set x = 1 %}", null)]
    [InlineData("{% include 'x' %}", null)]
    [InlineData("{% if a and b %}{% endif %}", null)]
    [InlineData("{% for i in list %}{{ loop.index }}{% endfor %}", null)]
    [InlineData("{% if name %}", null)]
    [InlineData("{% endif %}", null)]
    [InlineData("{{ name", null)]
    public void Jinja_RendersAsThere_OrIsRefused(string text, string? rendered) =>
        Check(rendered, findings => JinjaTemplate.Read(new SourceText(text, "", 1), findings));

    [Theory]
    [InlineData("Hello {{$name}} {{ $NAME }}{{\"{\"}}", "Hello Ann Ann{")]
    [InlineData("{{$name}}{{'}'}} {{\"it's\"}}", "Ann} it's")]
    [InlineData("{{\"it's\"}}", "it's")]
    [InlineData("{{time.Date}}", null)]
    [InlineData("{{Plugin.Do $name}}", null)]
    [InlineData("{{name}}", null)]
    public void Kernel_RendersAsThere_OrIsRefused(string text, string? rendered) =>
        Check(rendered, findings => KernelTemplate.Read(new SourceText(text, "", 1), ["name"], findings));

    [Theory]
    [InlineData("Hello {name}, {{\"a\": {tier}}} {not this} {}", "Hello Ann, {\"a\": gold} {not this} {}")]
    [InlineData("{{{{{name}", "{{Ann")]
    public void Braces_RenderAsThere(string text, string rendered) =>
        Check(rendered, findings => BraceTemplate.Read(new SourceText(text, "", 1), findings));

    [Theory]
    [InlineData("{name!r} at {price:.2f} for {user.first} {items[0]} {0}", "{name!r}|{price:.2f}|{user.first}|{items[0]}|{0}")]
    [InlineData("{name} pays {price:>8}", "{price:>8}")]
    [InlineData("costs ${amount} and ${ rest }", "${amount}")]
    [InlineData("{} {\"a\": 1} {a: b} [a-z]{4} {{name}} f{0}", "")]
    public void Braces_ThatOtherLanguagesRead_AreNamed(string text, string kept)
    {
        var findings = new Findings();
        var draft = new PromptDraft("a", findings);

        TextForm.Convert(draft, new SourceText(text, "", 1), ".txt");

        IEnumerable<string> remarks = findings.Remarks
            .Select(remark => remark.Message)
            .Where(message => message.EndsWith("a variable is a plain name.", StringComparison.Ordinal));
        Assert.Equal(kept, string.Join('|', remarks.Select(message => message.Split(" is kept")[0])));
    }

    [Fact]
    public void Writer_KeepsTextAndTagsApart_WhateverStandsBesideThem()
    {
        string[] pieces = ["{", "{{", "}", "}}", "\\", "\\\\", "a", "{{!", "{{name}}"];
        var random = new Random(17);

        for (int round = 0; round < 20_000; round++)
        {
            var writer = new TemplateWriter();
            string expected = "";

            for (int piece = random.Next(1, 7); piece > 0; piece--)
            {
                if (random.Next(3) == 0)
                {
                    writer.Tag("name");
                    expected += "Ann";
                }
                else
                {
                    string text = pieces[random.Next(pieces.Length)];
                    writer.Text(text);
                    expected += text;
                }
            }

            Assert.Equal(expected, Render(writer.ToString()));
        }
    }

    private static void Check(string? rendered, Func<Findings, string> read)
    {
        var findings = new Findings();

        string template = read(findings);

        if (rendered is null)
        {
            Assert.True(findings.HasErrors, template);
            Assert.Equal(1, findings.Errors[0].Line);
        }
        else
        {
            Assert.Empty(findings.Errors);
            Assert.Equal(rendered, Render(template));
        }
    }

    private static string Render(string template)
    {
        Template? parsed = Template.Parse(template, TemplateLimits.Most, out ImmutableArray<TemplateError> errors);
        Assert.True(parsed is not null, $"{template}: {string.Join("; ", errors.Select(error => error.Message))}");
        using var output = new TemplateOutput(TemplateLimits.Most, new FakeTimeProvider(), CancellationToken.None);
        return parsed.Render(new TemplateValue(Variables), output);
    }
}
