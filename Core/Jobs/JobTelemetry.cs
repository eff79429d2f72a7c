using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PromptIntel.Core.Jobs;

/// <summary>The names of jobs in traces and metrics.</summary>
public static class JobTelemetry
{
    public const string Name = "PromptIntel.Jobs";

    internal const string JobTag = "promptintel.job.name";
    internal const string TriggerTag = "promptintel.job.trigger";
    internal const string ResultTag = "promptintel.job.result";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("promptintel.jobs.duration", "s", "Time of one attempt of a job, by its result");

    internal static JobSpan Start(JobRun run)
    {
        Activity? span = Source.StartActivity($"job {run.Job}");
        span?.SetTag(JobTag, run.Job);
        span?.SetTag(TriggerTag, run.Trigger.ToText());
        return new JobSpan(span, run.Job);
    }

    internal static void Ended(string job, string result, TimeSpan elapsed) =>
        Duration.Record(
            elapsed.TotalSeconds, new KeyValuePair<string, object?>(JobTag, job), new KeyValuePair<string, object?>(ResultTag, result));
}
