using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Operations;

namespace PromptIntel.Core.Tests.Execution.Planning;

/// <summary>Manifests of test recipes, made by the real builder.</summary>
internal static class Manifests
{
    public static OperationRegistry Operations { get; } = new(
        [new EchoOperation(), new PromptOperation(), new ApprovalOperation(), new PlanOperation(), new DescribeRecipeOperation()]);

    /// <summary>Knows the default model, behind it the offline extractor, and <c>stub/other</c>, which generates.</summary>
    public static IModelDirectory Models { get; } = new OneModel();

    public static ManifestBuilder Builder(ICatalogReader catalog) =>
        new(catalog, Operations, Models, new JsonSchemaValidator(), Checks.All());

    public static async Task<Manifest> BuildAsync(TestCatalog catalog, string recipe = "main")
    {
        ManifestResult result = await Builder(catalog).BuildAsync(
            new EntryKey("workflows", recipe), default, TestContext.Current.CancellationToken);
        return Assert.IsType<ManifestResult.Built>(result).Manifest;
    }

    /// <summary>A recipe over the operation <c>echo</c>.</summary>
    public static Task<Manifest> OfAsync(string stages, string output = "{}")
    {
        var catalog = new TestCatalog();
        catalog.AddEcho("echo");
        catalog.AddRecipe("main", stages, output);
        return BuildAsync(catalog);
    }

    private sealed class OneModel : IModelDirectory
    {
        public ResolvedModel? Resolve(string? name) => name switch
        {
            null or "default" => new ResolvedModel("default", "offline", "extractor", CanGenerate: false),
            "stub/other" => new ResolvedModel(name, "stub", "other", CanGenerate: true),
            _ => null,
        };

        public Microsoft.Extensions.AI.IChatClient GetClient(ResolvedModel model) => throw new NotSupportedException();
    }
}
