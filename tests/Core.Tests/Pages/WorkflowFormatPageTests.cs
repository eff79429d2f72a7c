using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Tests.Pages;

/// <summary>docs/workflow-format.md explains every field that the parser knows, and no other.</summary>
public sealed class WorkflowFormatPageTests
{
    private const string Page = "workflow-format.md";

    /// <summary>Explained once, with the recipe.</summary>
    private const string OfEveryKind = "format_version";

    [Fact]
    public void Fields_AreThoseOfARecipe() => Assert.Equal(Allowed("unknown"), DocumentedNames.InSection(Page, "A recipe"));

    [Theory]
    [InlineData("A stage", "stages.s.unknown")]
    [InlineData("For each item", "stages.s.for_each.unknown")]
    [InlineData("Retry", "stages.s.retry.unknown")]
    public void Fields_AreThoseOfAStage(string section, string path)
    {
        ImmutableArray<string> documented = DocumentedNames.InSection(Page, section);

        Assert.Equal(Allowed(path), documented);
    }

    [Fact]
    public void Fields_AreThoseOfAnOperation() => Assert.Equal(
        Of(DefinitionParser.ParseOperation(JsonElement.Parse("""{"unknown":1}""")).Errors, "unknown").Remove(OfEveryKind),
        DocumentedNames.InSection(Page, "An operation"));

    [Fact]
    public void Fields_AreThoseOfASolver() => Assert.Equal(
        Of(DefinitionParser.ParseSolver(JsonElement.Parse("""{"unknown":1}""")).Errors, "unknown").Remove(OfEveryKind),
        DocumentedNames.InSection(Page, "A solver"));

    private static ImmutableArray<string> Allowed(string path) => Of(
        DefinitionParser.ParseRecipe(JsonElement.Parse(
            """{"unknown":1,"stages":[{"id":"s","unknown":1,"for_each":{"unknown":1},"retry":{"unknown":1}}]}""")).Errors,
        path);

    private static ImmutableArray<string> Of(ImmutableArray<DefinitionError> errors, string path) =>
        DocumentedNames.Allowed(errors.Where(error => error.Path == path).Select(error => error.Detail));
}
