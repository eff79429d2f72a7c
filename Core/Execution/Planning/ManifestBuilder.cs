using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Concurrency;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Linking;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>
/// Resolves a workflow's whole closure to exact versions. Definitions are parsed once by content hash, and while nothing that it
/// depends on changes in the catalog a manifest is built once: callers share it, and with it what planning has prepared. Safe for
/// concurrent use.
/// </summary>
public sealed class ManifestBuilder(
    ICatalogReader catalog, OperationRegistry operations, IModelDirectory models, JsonSchemaValidator schemas, VersionChecks checks)
{
    private const int MostKept = 500;

    private readonly WorkflowLinker _linker = new(operations, schemas, checks);
    private readonly BoundedCache<(EntryKey Key, int Version), Slot> _built = new(MostKept);

    /// <summary>Pins a recipe, or an operation or prompt as a workflow of one stage.</summary>
    public async ValueTask<ManifestResult> BuildAsync(EntryKey key, VersionSelector version, CancellationToken cancellationToken) =>
        await catalog.GetAsync(key, version, cancellationToken) is { } workflow
            ? await BuildAsync(workflow, cancellationToken)
            : new ManifestResult.NotFound(key, version);

    /// <summary>Pins one prompt as a workflow of one stage, whose input is the prompt's variables.</summary>
    public async ValueTask<ManifestResult> ForPromptAsync(EntryKey key, VersionSelector version, CancellationToken cancellationToken) =>
        await catalog.GetAsync(key, version, cancellationToken) is { Kind: EntryKind.Prompt } prompt
            ? await BuildAsync(prompt, cancellationToken)
            : new ManifestResult.NotFound(key, version);

    private async ValueTask<ManifestResult> BuildAsync(EntryVersion workflow, CancellationToken cancellationToken)
    {
        long position = catalog.Position;

        if (_built.TryGet((workflow.Key, workflow.Number), out Slot? slot) && slot.Kept is { } kept)
        {
            if (kept.Position == position)
            {
                return new ManifestResult.Built(kept.Manifest);
            }

            if (kept.Reads.StillStand(kept.Stand, catalog))
            {
                Keep(workflow, kept with { Position = position });
                return new ManifestResult.Built(kept.Manifest);
            }
        }

        LinkedWorkflow linked = await _linker.LinkAsync(workflow, catalog, cancellationToken);
        ManifestResult result = Seal(linked);

        if (result is ManifestResult.Built built)
        {
            Keep(workflow, new KeptManifest(position, linked.Reads, linked.Reads.Stand(catalog), built.Manifest));
        }

        return result;
    }

    private void Keep(EntryVersion workflow, KeptManifest kept)
    {
        // A change that arrived meanwhile may be half in: good enough for this execution, not for the next.
        if (catalog.Position == kept.Position)
        {
            _built.Add((workflow.Key, workflow.Number), new Slot()).Kept = kept;
        }
    }

    private ManifestResult Seal(LinkedWorkflow linked)
    {
        List<DefinitionError> errors = [.. linked.Errors];
        ImmutableArray<PinnedModel> pinned = PinModels(linked.Models, errors);

        if (errors.Count > 0)
        {
            return new ManifestResult.Refused([.. errors]);
        }

        return new ManifestResult.Built(ManifestJson.Seal(new Manifest
        {
            FormatVersion = Manifest.CurrentFormatVersion,
            Workflow = new PinnedReference(linked.Workflow.Key, linked.Workflow.Number, linked.Workflow.ContentHash),
            Stages = linked.Stages,
            Scopes = linked.Scopes,
            Output = linked.Output,
            InputSchema = linked.InputSchema,
            Entries = linked.Entries,
            Models = pinned,
            Tools = linked.Tools,
            Hash = "",
        }));
    }

    private ImmutableArray<PinnedModel> PinModels(ImmutableArray<string?> names, List<DefinitionError> errors)
    {
        var pinned = ImmutableArray.CreateBuilder<PinnedModel>(names.Length);

        foreach (string? name in names)
        {
            if (models.Resolve(name) is { } model)
            {
                pinned.Add(new PinnedModel(name ?? model.Name, model.Provider, model.Model, model.CanGenerate));
            }
            else
            {
                errors.Add(new DefinitionError("", "unknown_model", $"No model is configured under the name '{name ?? "default"}'."));
            }
        }

        return pinned.ToImmutable();
    }

    /// <param name="Position">Of the catalog when the manifest was last known to be right.</param>
    private sealed record KeptManifest(long Position, LinkReads Reads, ImmutableArray<EntryState?> Stand, Manifest Manifest);

    /// <summary>Of one workflow: what is kept for it is replaced as the catalog moves on.</summary>
    private sealed class Slot
    {
        private volatile KeptManifest? _kept;

        public KeptManifest? Kept
        {
            get => _kept;
            set => _kept = value;
        }
    }
}

/// <summary>What pinning came to.</summary>
public abstract record ManifestResult
{
    private ManifestResult()
    {
    }

    public sealed record Built(Manifest Manifest) : ManifestResult;

    /// <summary>No such entry, version or label, or the entry is of a kind that cannot run.</summary>
    public sealed record NotFound(EntryKey Key, VersionSelector Version) : ManifestResult;

    /// <summary>The workflow, or something it uses, cannot be used.</summary>
    public sealed record Refused(ImmutableArray<DefinitionError> Errors) : ManifestResult;
}
