using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows.Linking;

namespace PromptIntel.Core.Tests.Workflows.Linking;

public sealed class WorkflowWarningsTests
{
    private const string Input = """{"type":"object","properties":{"a":{},"b":{}}}""";

    [Theory]
    [InlineData(
        """[{"id":"x","uses":"echo","with":{"v":"${input.a.k}"}}]""",
        """{"r":"${stages.x.output}"}""",
        "input_schema.properties.b unused_input")]
    [InlineData("""[{"id":"x","uses":"echo","with":{"v":"${input}"}}]""", "{}", "stages.x unused_output")]
    [InlineData(
        """[{"id":"x","uses":"echo","when":"${input.a}"},{"id":"y","uses":"echo","for_each":{"items":"${input.b}"}}]""",
        """{"r":"${stages.y.output} ${stages.x.output.v}"}""",
        "")]
    [InlineData(
        """
        [{"id":"x","uses":"echo","with":{"v":["${input.a}","is ${input.b}"]}},
         {"id":"y","uses":"echo","when":"${stages.x.output.v} == 1"}]
        """,
        "{}",
        "stages.y unused_output")]
    public void Of_ARecipe_NamesWhatNobodyReads(string stages, string output, string expected)
    {
        EntryVersion recipe = new TestCatalog().AddRecipe("main", stages, output, Input);

        Assert.Equal(expected, string.Join(", ", WorkflowWarnings.Of(recipe).Select(warning => $"{warning.Path} {warning.Code}")));
    }

    [Fact]
    public void Of_AReferredSchema_LooksAtWhatItIsGiven_AndOfOtherKindsAtNothing()
    {
        var catalog = new TestCatalog();
        EntryVersion recipe = catalog.AddRecipe(
            "main", """[{"id":"x","uses":"echo"}]""", """{"r":"${stages.x.output}"}""", "\"components/a\"");

        Assert.Empty(WorkflowWarnings.Of(recipe));
        Assert.Equal(2, WorkflowWarnings.Of(recipe, JsonElement.Parse(Input)).Length);
        Assert.Empty(WorkflowWarnings.Of(catalog.AddEcho("echo", Input)));
    }
}
