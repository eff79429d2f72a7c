using System.Collections.Concurrent;

using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>Manifests by hash, so that what is prepared for one is prepared once. Bounded: the oldest goes first.</summary>
internal sealed class ManifestCache(IExecutionReader reader)
{
    private const int Capacity = 500;

    private readonly ConcurrentDictionary<string, Manifest> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <exception cref="InvalidDataException">There is none, or it cannot be read.</exception>
    public async ValueTask<Manifest> GetAsync(string hash)
    {
        if (_known.TryGetValue(hash, out Manifest? known))
        {
            return known;
        }

        Manifest manifest = await reader.FindManifestAsync(hash, CancellationToken.None) ?? throw new InvalidDataException($"The manifest {hash} is missing.");
        return Add(manifest);
    }

    /// <summary>The object that stands for this manifest from now on.</summary>
    public Manifest Add(Manifest manifest)
    {
        if (!_known.TryAdd(manifest.Hash, manifest))
        {
            return _known.GetValueOrDefault(manifest.Hash, manifest);
        }

        _order.Enqueue(manifest.Hash);

        if (_known.Count > Capacity && _order.TryDequeue(out string? oldest))
        {
            _known.TryRemove(oldest, out _);
        }

        return manifest;
    }
}
