using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Samples;

/// <summary>The operation that docs/components.md shows compiles, is what stands there, and is wired by what it says of itself.</summary>
public sealed class CountWordsOperationTests
{
    [Fact]
    public void Page_ShowsTheSampleAsItIsCompiled()
    {
        string source = File.ReadAllText(Path.Combine(SourceTree.Root, "tests/Core.Tests/Samples/CountWordsOperation.cs"));
        string shown = source.Split("// begin\n")[1].Split("// end")[0];

        Assert.Contains(shown, File.ReadAllText(Path.Combine(SourceTree.Root, "docs/components.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text":"${input.text}"}""", null)]
    [InlineData("""{"txt":"${input.text}"}""", "'text' is required here")]
    [InlineData("""{"text":[1]}""", "'text' takes")]
    public async Task Stage_IsCheckedByTheSchemasOfTheType(string with, string? problem)
    {
        var catalog = new TestCatalog();
        catalog.Add(PromptIntel.Core.Catalog.EntryKind.Operation, "components/count", """{"type":"samples.count_words"}""");
        catalog.AddRecipe("main", $$"""[{"id":"a","uses":"count","with":{{with}}}]""", """{"n":"${stages.a.output.words}"}""");
        var manifests = new ManifestBuilder(
            catalog, new OperationRegistry([new CountWordsOperation()]), Manifests.Models, new JsonSchemaValidator(), Checks.All());

        ManifestResult result = await manifests.BuildAsync(
            new PromptIntel.Core.Catalog.EntryKey("workflows", "main"), default, TestContext.Current.CancellationToken);

        Assert.Equal(problem is null, result is ManifestResult.Built);
        Assert.Contains(problem ?? "", string.Join(' ', (result as ManifestResult.Refused)?.Errors ?? []), StringComparison.Ordinal);
    }
}
