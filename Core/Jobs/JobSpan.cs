using System.Diagnostics;

using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Core.Jobs;

/// <summary>One attempt of a job while it runs.</summary>
internal sealed class JobSpan(Activity? span, string job) : IDisposable
{
    private const string Interrupted = "interrupted";

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <param name="outcome">Null when it was told to stop.</param>
    public void End(JobOutcome? outcome)
    {
        string result = outcome?.Status.ToText() ?? Interrupted;
        span?.SetTag(JobTelemetry.ResultTag, result);

        if (outcome?.Error is not null)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }

        JobTelemetry.Ended(job, result, _watch.Elapsed);
    }

    public void Dispose() => span?.Dispose();
}
