using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Core.Jobs.Retention;

/// <summary>Runs of jobs; the newest of each job stays.</summary>
internal sealed class JobRunRetention(IJobRunStore store, IOptions<ScheduleOptions> options, TimeProvider time) : IRetention
{
    public string What => "job_runs";

    public Task<long> PruneAsync(CancellationToken cancellationToken) =>
        PastRetention.PruneAsync(options.Value.RunRetention, time.GetUtcNow(), store.PruneAsync, cancellationToken);
}
