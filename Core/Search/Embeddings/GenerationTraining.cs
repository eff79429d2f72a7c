using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// Builds the next generation beside the active one: learns from the catalog, embeds every entry and what changes meanwhile, then activates
/// it. One process of the installation at a time.
/// </summary>
internal sealed class GenerationTraining(
    ICatalogReader catalog,
    IEmbeddingStore store,
    EmbedderChoice choice,
    EntryVectors vectors,
    LeasedWork leases,
    IChangeNudge nudge,
    TimeProvider time,
    ILogger logger)
{
    private const string TrainingLease = "embeddings.train";

    /// <summary>Catching up with a catalog that goes on changing ends here; the rest follows after the activation.</summary>
    private const int MostRounds = 8;

    private static readonly TimeSpan TrainingDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BuyingElsewhere = TimeSpan.FromSeconds(1);

    /// <summary>Trains if the generation that is active then is due for it. The summary is null when it was not, or was lost.</summary>
    public async Task<(LeasedOutcome Outcome, RebuildSummary? Summary)> RunAsync(
        Func<EmbeddingGeneration?, bool> isDue, CancellationToken cancellationToken)
    {
        RebuildSummary? summary = null;
        LeasedOutcome outcome = await leases.RunAsync(
            TrainingLease,
            TrainingDuration,
            async (lease, token) =>
            {
                // Asked under the lease: who held it before may have done it.
                if (isDue(await store.FindActiveAsync(token)))
                {
                    summary = await TrainAsync(lease.Epoch, token);
                }
            },
            cancellationToken);
        return (outcome, summary);
    }

    private async Task<RebuildSummary?> TrainAsync(long epoch, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        using var span = SearchTelemetry.Source.StartActivity(SearchTelemetry.RebuildSpan);
        EntryVersion[] versions = Current();
        (EmbeddingGeneration generation, var embedder) = await Task.Run(
            () => choice.Create(Array.ConvertAll(versions, EntryText.Of), time.GetUtcNow(), cancellationToken), cancellationToken);
        await store.PrepareAsync(generation, cancellationToken);

        for (int round = 0; round < MostRounds; round++)
        {
            generation = await EmbedAllAsync(generation, embedder, versions, cancellationToken);
            HashSet<(EntryKey, int)> embedded = [.. versions.Select(version => (version.Key, version.Number))];
            versions = Current();

            if (versions.All(version => embedded.Contains((version.Key, version.Number))))
            {
                break;
            }
        }

        if (!await store.ActivateAsync(generation, epoch, cancellationToken))
        {
            Log.ActivationRefused(logger, generation.Id);
            return null;
        }

        nudge.Publish(null);
        span?.SetTag(SearchTelemetry.GenerationTag, generation.Id);
        span?.SetTag(SearchTelemetry.EntriesTag, versions.Length);
        Log.GenerationActive(logger, generation.Id, versions.Length);
        return new RebuildSummary(generation.Id, generation.Embedder, versions.Length, generation.Dimensions, time.GetElapsedTime(started));
    }

    /// <summary>By key, so that the same catalog gives the same model on every machine.</summary>
    private EntryVersion[] Current() => [.. catalog.Entries.OrderBy(entry => entry.Key).Select(entry => entry.Current)];

    private async Task<EmbeddingGeneration> EmbedAllAsync(
        EmbeddingGeneration generation, IEmbeddingGenerator<string, Embedding<float>> embedder, EntryVersion[] versions,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = await vectors.ObtainAsync(generation.Id, embedder, versions, cancellationToken);

            if (versions.All(version => known.ContainsKey((version.Key, version.Number))))
            {
                return known.Count == 0 ? generation : generation with { Dimensions = known.Values.First().Length };
            }

            await Task.Delay(BuyingElsewhere, time, cancellationToken);
        }
    }
}
