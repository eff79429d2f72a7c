using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Control;

/// <summary>Pins what is to run and checks its input, before an execution exists.</summary>
internal sealed class WorkflowPinning(ManifestBuilder manifests, JsonSchemaValidator schemas)
{
    /// <summary>The manifest, or why there is none.</summary>
    public async Task<(Manifest? Manifest, StartResult? Refusal)> PinAsync(
        EntryKey key, VersionSelector version, CancellationToken cancellationToken)
    {
        ManifestResult result = await manifests.BuildAsync(key, version, cancellationToken);

        if (result is ManifestResult.NotFound)
        {
            result = await manifests.ForPromptAsync(key, version, cancellationToken);
        }

        return Answer(result, key, version);
    }

    /// <summary>A prompt that is in no catalog, as a workflow of one stage.</summary>
    public async Task<(Manifest? Manifest, StartResult? Refusal)> PinAsync(EntryVersion draft, CancellationToken cancellationToken) =>
        Answer(await manifests.ForDraftAsync(draft, cancellationToken), draft.Key, default);

    /// <summary>What a fork runs, or why it cannot.</summary>
    public async Task<(Manifest? Manifest, StartResult? Refusal)> PinAsync(
        Manifest origin, ForkPins pins, CancellationToken cancellationToken) =>
        Answer(await manifests.ForForkAsync(origin, pins, cancellationToken), origin.Workflow.Key, default);

    private static (Manifest? Manifest, StartResult? Refusal) Answer(ManifestResult result, EntryKey key, VersionSelector version) =>
        result switch
        {
            ManifestResult.Built built => (built.Manifest, null),
            ManifestResult.Refused refused => (null, new StartResult.Refused(refused.Errors)),
            _ when version.IsDefault => (null, new StartResult.NotFound("workflow", key.ToString())),
            _ => (null, new StartResult.NotFound("version", $"{key}@{version}")),
        };

    /// <summary>Null when the input, with the defaults that planning fills in, satisfies the workflow's schema.</summary>
    public StartResult.InvalidInput? Check(Manifest manifest, JsonElement input, int? index) =>
        schemas.Validate(
            manifest.InputSchema, PlannerIndex.For(manifest).Defaults?.Fill(input) ?? input) is { IsEmpty: false } violations
            ? new StartResult.InvalidInput(index, violations)
            : null;
}
