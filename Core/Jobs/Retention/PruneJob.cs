using System.Collections.Immutable;

namespace PromptIntel.Core.Jobs.Retention;

/// <summary>Deletes what is past its retention, each kind for itself: one that fails keeps none of the others from it.</summary>
internal sealed class PruneJob(IEnumerable<IRetention> retentions) : IScheduledJob
{
    public string Name => "prune";

    public string Description => "Delete executions, changes, deliveries, job runs and audit entries past their retention";

    public string DefaultCron => "0 20 * * * ?";

    public async Task<ImmutableSortedDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        var pruned = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        List<Exception> failures = [];

        foreach (IRetention retention in retentions)
        {
            try
            {
                pruned[retention.What] = await retention.PruneAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or TimeoutException)
            {
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? pruned.ToImmutable() : throw new AggregateException(failures);
    }
}
