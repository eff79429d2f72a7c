using PromptIntel.Core.Concurrency;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>Manifests by hash, so that what is prepared for one is prepared once.</summary>
internal sealed class ManifestCache(IExecutionReader reader)
{
    private readonly BoundedCache<string, Manifest> _known = new(500);

    /// <summary>Null where it has to be read first.</summary>
    public Manifest? Find(string hash) => _known.TryGet(hash, out Manifest? known) ? known : null;

    /// <exception cref="InvalidDataException">There is none, or it cannot be read.</exception>
    public async ValueTask<Manifest> GetAsync(string hash) => _known.TryGet(hash, out Manifest? known)
        ? known
        : Add(await reader.FindManifestAsync(hash, CancellationToken.None)
            ?? throw new InvalidDataException($"The manifest {hash} is missing."));

    /// <summary>The object that stands for this manifest from now on.</summary>
    public Manifest Add(Manifest manifest) => _known.Add(manifest.Hash, manifest);
}
