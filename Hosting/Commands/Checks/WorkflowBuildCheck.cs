using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>Every recipe and solver links and pins: each reference, wire, schema and model name resolves.</summary>
internal sealed class WorkflowBuildCheck(ICatalogReader catalog, ManifestBuilder manifests) : IValidationCheck
{
    public string Name => "workflow build";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        EntryKey[] workflows =
            [.. catalog.Entries.Where(entry => entry.Kind is EntryKind.Recipe or EntryKind.Solver).Select(entry => entry.Key).Order()];
        var refused = new List<string>();
        int stages = 0;

        foreach (EntryKey workflow in workflows)
        {
            switch (await manifests.BuildAsync(workflow, default, cancellationToken))
            {
                case ManifestResult.Built built:
                    stages += built.Manifest.Stages.Length;
                    break;
                case ManifestResult.Refused { Errors: var errors }:
                    refused.Add($"{workflow}: {string.Join("; ", errors)}");
                    break;
                default:
                    refused.Add($"{workflow}: gone");
                    break;
            }
        }

        return (refused, workflows) switch
        {
            ({ Count: > 0 }, _) =>
                throw new ValidationFailedException($"{refused.Count} of {workflows.Length} cannot run: {string.Join(" | ", refused)}"),
            (_, []) => throw new ValidationFailedException("the catalog has no workflow"),
            _ => $"{workflows.Length} workflows link and pin, {stages} stages",
        };
    }
}
