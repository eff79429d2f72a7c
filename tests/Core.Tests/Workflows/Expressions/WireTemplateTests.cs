using System.Text.Json;

using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Tests.Workflows.Expressions;

public sealed class WireTemplateTests
{
    private const string Source =
        """{ "list": [ 1, "\u00e9", {"k": "\ud83d\ude00 <\u002B>"} ], "text": "\u00e9", "n": 1.50, "none": null, "yes": true }""";

    [Theory]
    [InlineData("l=${input.list}", """l=[1,"é",{"k":"😀 <+>"}]""")]
    [InlineData("${input.text}/${input.n}/${input.yes}", "é/1.50/true")]
    [InlineData("[${input.none}${input.missing}]", "[]")]
    [InlineData("$${input.n} costs $5", "${input.n} costs $5")]
    public void Write_OfATextWithWires_PutsValuesInAsPeopleReadThem(string template, string expected)
    {
        var errors = new List<DefinitionError>();
        var wired = WireTemplate.Parse(JsonSerializer.SerializeToElement(template), "with.v", errors);
        using var writer = new WireWriter();
        writer.Begin(1_000);

        wired.WriteTo(writer, new Given(JsonElement.Parse(Source)));

        Assert.Empty(errors);
        Assert.Equal(expected, writer.End(out _)!.Value.GetString());
    }

    [Fact]
    public void Write_OfAWholeWire_KeepsTheValueAsItCame()
    {
        var wired = WireTemplate.Parse(JsonElement.Parse("\"${input.n}\""), "with.v", []);
        using var writer = new WireWriter();
        writer.Begin(1_000);

        wired.WriteTo(writer, new Given(JsonElement.Parse(Source)));

        Assert.Equal("1.50", writer.End(out _)!.Value.GetRawText());
    }

    private readonly struct Given(JsonElement value) : IWireSource
    {
        public JsonElement Input => value;

        public JsonElement? Item => null;

        public JsonElement? ItemIndex => null;

        public JsonElement? StageOutput(string stage) => null;
    }
}
