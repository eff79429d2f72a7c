using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>The main workflow is served with its nine stages, and the example that it shows satisfies its own schema.</summary>
internal sealed class RetrievalCheck(ICatalogReader catalog, ManifestBuilder manifests, JsonSchemaValidator schemas) : IValidationCheck
{
    public string Name => "retrieval";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        Manifest manifest = await MainWorkflow.PinAsync(manifests, cancellationToken);
        string[] stages = [.. manifest.Stages.Where(stage => stage.Scope.Length == 0).Select(stage => stage.Path)];

        if (!stages.SequenceEqual(MainWorkflow.Stages))
        {
            throw new ValidationFailedException(
                $"{MainWorkflow.Key} has the stages {string.Join(", ", stages)} instead of {string.Join(", ", MainWorkflow.Stages)}");
        }

        if (!catalog.Find(MainWorkflow.Key)!.Current.Body.TryGetProperty(MainWorkflow.ExampleProperty, out JsonElement example))
        {
            throw new ValidationFailedException($"{MainWorkflow.Key} has no {MainWorkflow.ExampleProperty}");
        }

        if (schemas.Validate(manifest.InputSchema, example) is { IsEmpty: false } violations)
        {
            throw new ValidationFailedException(
                $"the {MainWorkflow.ExampleProperty} of {MainWorkflow.Key} breaks its input schema: {string.Join("; ", violations)}");
        }

        return $"{MainWorkflow.Key}@{manifest.Workflow.Version} with {stages.Length} stages, "
            + $"{manifest.Entries.Length} entries pinned; its example is valid";
    }
}
