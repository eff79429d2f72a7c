namespace PromptIntel.Core.Jobs;

/// <summary>What came of asking for a run.</summary>
public abstract record RunRequest
{
    private RunRequest()
    {
    }

    public sealed record Queued(JobRun Run) : RunRequest;

    /// <summary>A run of this job is queued or running already; nothing was changed.</summary>
    public sealed record AlreadyOpen(JobRun Run) : RunRequest;

    public sealed record UnknownJob(string Name) : RunRequest;
}
