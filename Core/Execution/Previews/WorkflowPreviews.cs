using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Previews;

/// <summary>
/// Says what a workflow would ask of which model for a given input, without running anything: no operation is called, no model, and no
/// execution exists. Safe for concurrent use.
/// </summary>
public sealed class WorkflowPreviews
{
    private readonly WorkflowPinning _pinning;
    private readonly ModelCalls _models;
    private readonly JsonSchemaValidator _schemas;
    private readonly int _mostBytes;

    internal WorkflowPreviews(
        WorkflowPinning pinning, ModelCalls models, JsonSchemaValidator schemas, IOptions<ExecutionOptions> options) =>
        (_pinning, _models, _schemas, _mostBytes) = (pinning, models, schemas, options.Value.MaxValueBytes);

    /// <summary>Pins the workflow as a start would, and refuses what a start would refuse.</summary>
    public async Task<PreviewResult> PreviewAsync(
        EntryKey workflow, VersionSelector version, JsonElement input, CancellationToken cancellationToken)
    {
        (Manifest? manifest, StartResult? refusal) = await _pinning.PinAsync(workflow, version, cancellationToken);
        return Preview(manifest, refusal, input, cancellationToken);
    }

    /// <summary>As of a version, of a prompt that is in no catalog.</summary>
    public async Task<PreviewResult> PreviewAsync(EntryVersion draft, JsonElement input, CancellationToken cancellationToken)
    {
        (Manifest? manifest, StartResult? refusal) = await _pinning.PinAsync(draft, cancellationToken);
        return Preview(manifest, refusal, input, cancellationToken);
    }

    private PreviewResult Preview(Manifest? manifest, StartResult? refusal, JsonElement input, CancellationToken cancellationToken)
    {
        refusal ??= _pinning.Check(manifest!, input, null);

        if (refusal is not null)
        {
            return new PreviewResult.Refused(refusal);
        }

        var walk = new PreviewWalk(manifest!, _models, _schemas, _mostBytes, cancellationToken);
        return new PreviewResult.Previewed(manifest!, walk.Walk(input), walk.IsCut);
    }
}
