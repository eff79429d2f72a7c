using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>
/// Resolves a workflow's whole closure to exact versions. Parsed definitions are cached by content hash, so building again costs
/// look-ups only. Safe for concurrent use.
/// </summary>
public sealed class ManifestBuilder(ICatalogReader catalog, OperationRegistry operations, IModelDirectory models)
{
    /// <summary>Pins a recipe, or an operation as a workflow of one stage.</summary>
    public ValueTask<ManifestResult> BuildAsync(EntryKey key, VersionSelector version, CancellationToken cancellationToken) => throw new NotImplementedException($"{catalog} {operations} {models}");

    /// <summary>Pins one prompt as a workflow of one stage, whose input is the prompt's variables.</summary>
    public ValueTask<ManifestResult> ForPromptAsync(EntryKey key, VersionSelector version, CancellationToken cancellationToken) => throw new NotImplementedException($"{catalog} {operations} {models}");
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
