using PromptIntel.Core.Jobs;

using Quartz;

namespace PromptIntel.Hosting.Schedules;

/// <summary>What a schedule does when it is due: it asks for a run of the job of its own name. Who runs it, the store of runs decides.</summary>
internal sealed class RequestRun(JobRuns runs, TimeProvider time) : IJob
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        while (!await TryRequestAsync(context.JobDetail.Key.Name, cancellationToken))
        {
            await Task.Delay(AfterFailure, time, cancellationToken);
        }
    }

    private async Task<bool> TryRequestAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            // An open run serves this time too; an unknown job is another build's.
            await runs.RequestAsync(job, JobTrigger.Schedule, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // The store is away; the time that was due is not lost with it.
            return false;
        }
    }
}
