using System.Collections.Immutable;

using PromptIntel.Core.Jobs;

namespace PromptIntel.Core.Search;

/// <summary>Learns the embeddings anew from the catalog as it is.</summary>
internal sealed class RebuildEmbeddingsJob(EmbeddingLibrary embeddings) : IScheduledJob
{
    public string Name => "rebuild_embeddings";

    public string Description => "Learn from the catalog as it is, embed every entry, make the result what searches use";

    public string DefaultCron => "0 0 9 * * ?";

    public async Task<ImmutableSortedDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        RebuildSummary rebuilt = await embeddings.RebuildAsync(cancellationToken);
        return ImmutableSortedDictionary<string, long>.Empty.Add("entries", rebuilt.Entries).Add("dimensions", rebuilt.Dimensions);
    }
}
