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

    /// <summary>Pins a recipe or solver, or an operation or prompt as a workflow of one stage.</summary>
    public async ValueTask<ManifestResult> BuildAsync(EntryKey key, VersionSelector version, CancellationToken cancellationToken) =>
        await catalog.GetAsync(key, version, cancellationToken) is { } workflow
            ? await BuildAsync(workflow, cancellationToken)
            : new ManifestResult.NotFound(key, version);

    /// <summary>Pins one prompt as a workflow of one stage, whose input is the prompt's variables.</summary>
    public async ValueTask<ManifestResult> ForPromptAsync(EntryKey key, VersionSelector version, CancellationToken cancellationToken) =>
        await catalog.GetAsync(key, version, cancellationToken) is { Kind: EntryKind.Prompt } prompt
            ? await BuildAsync(prompt, cancellationToken)
            : new ManifestResult.NotFound(key, version);

    /// <summary>
    /// Pins a prompt that is in no catalog as a workflow of one stage, under a number of its own: no version that is stored later is taken
    /// for it.
    /// </summary>
    public async ValueTask<ManifestResult> ForDraftAsync(EntryVersion draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        EntryVersion numbered = draft with { Number = EntryVersion.DraftNumber };
        return Seal(await _linker.LinkAsync(numbered, ForkCatalog.Of(numbered, catalog), cancellationToken), Pin);
    }

    /// <summary>What a fork runs: the origin's closure with what the fork asks for in its place, linked and checked as any other.</summary>
    public async ValueTask<ManifestResult> ForForkAsync(Manifest origin, ForkPins pins, CancellationToken cancellationToken)
    {
        if (pins.Model is { } model && models.Resolve(model) is null)
        {
            return new ManifestResult.Refused([Unknown("model", model)]);
        }

        if (!pins.Repins && pins.Versions.IsEmpty)
        {
            return new ManifestResult.Built(pins.Model is null
                ? origin
                : ManifestJson.Seal(origin with { Models = [.. origin.Models.Select(pinned => ForkedModel(origin, pins, pinned.Name)!)] }));
        }

        (ForkCatalog fork, ImmutableArray<DefinitionError> errors) =
            await ForkCatalog.CreateAsync(origin, pins, catalog, cancellationToken);

        if (!errors.IsEmpty)
        {
            return new ManifestResult.Refused(errors);
        }

        if (await fork.GetAsync(origin.Workflow.Key, default, cancellationToken) is not { } workflow)
        {
            return new ManifestResult.NotFound(origin.Workflow.Key, default);
        }

        LinkedWorkflow linked = await _linker.LinkAsync(workflow, fork, cancellationToken);
        IEnumerable<DefinitionError> unused = fork.Asked
            .Where(asked => linked.Errors.IsEmpty && !linked.Entries.Any(entry => entry.Key == asked.Key && entry.Number == asked.Number))
            .Select(asked => new DefinitionError(
                "versions", "unused_version",
                $"The workflow does not use {asked.Key}, or names another version than {asked.Number} itself."));
        return Seal(linked with { Errors = [.. linked.Errors, .. unused] }, name => ForkedModel(origin, pins, name));
    }

    private PinnedModel? ForkedModel(Manifest origin, ForkPins pins, string? name)
    {
        string known = name ?? "default";
        return pins.Model is { } model ? Pin(model) is { } asked ? asked with { Name = known } : null
            : pins.Repins ? Pin(name)
            : origin.Models.FirstOrDefault(pinned => pinned.Name == known) ?? Pin(name);
    }

    private PinnedModel? Pin(string? name) => models.Resolve(name) is { } model
        ? new PinnedModel(name ?? model.Name, model.Provider, model.Model, model.CanGenerate)
        : null;

    private static DefinitionError Unknown(string path, string? name) =>
        new(path, "unknown_model", $"No model is configured under the name '{name ?? "default"}'.");

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
        ManifestResult result = Seal(linked, Pin);

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

    private static ManifestResult Seal(LinkedWorkflow linked, Func<string?, PinnedModel?> pin)
    {
        List<DefinitionError> errors = [.. linked.Errors];
        ImmutableArray<PinnedModel> pinned = PinModels(linked.Models, pin, errors);

        if (errors.Count > 0)
        {
            return new ManifestResult.Refused([.. errors]);
        }

        return new ManifestResult.Built(ManifestJson.Seal(new Manifest
        {
            FormatVersion = linked.Choices is null ? Manifest.CurrentFormatVersion : Manifest.FormatVersionWithChoices,
            Workflow = new PinnedReference(linked.Workflow.Key, linked.Workflow.Number, linked.Workflow.ContentHash),
            Stages = linked.Stages,
            Scopes = linked.Scopes,
            Output = linked.Output,
            InputSchema = linked.InputSchema,
            Entries = linked.Entries,
            Models = pinned,
            Tools = linked.Tools,
            Choices = linked.Choices,
            Hash = "",
        }));
    }

    private static ImmutableArray<PinnedModel> PinModels(
        ImmutableArray<string?> names, Func<string?, PinnedModel?> pin, List<DefinitionError> errors)
    {
        var pinned = ImmutableArray.CreateBuilder<PinnedModel>(names.Length);

        foreach (string? name in names)
        {
            if (pin(name) is { } model)
            {
                pinned.Add(model);
            }
            else
            {
                errors.Add(Unknown("", name));
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
