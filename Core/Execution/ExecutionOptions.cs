using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Execution;

/// <summary>Settings of the execution engine.</summary>
public sealed class ExecutionOptions
{
    public const string SectionName = "PromptIntel:Execution";

    internal const int DefaultMaxValueBytes = 8 * 1024 * 1024;
    internal const int DefaultMaxExecutionBytes = 64 * 1024 * 1024;

    /// <summary>Executions that run here at the same time; default 32.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// How long a lease holds without renewal; default 30 seconds. A process that dies is replaced after this long at most.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.300", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often leases are renewed; default a third of <see cref="LeaseDuration"/>, and never less often.</summary>
    public TimeSpan RenewalInterval => LeaseDuration / 3;

    /// <summary>How often the store is asked for work and for events when nothing rings; default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Claims without a committed stage after which an execution is parked; default 5.</summary>
    [Range(1, 1_000)]
    public int MaxClaims { get; set; } = 5;

    /// <summary>How long a stop waits for stages in flight; default 20 seconds. What has not ended by then runs again elsewhere.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether a start may ask for a delay in each stage, to watch it; default false, true in Development.</summary>
    public bool AllowStageDelay { get; set; }

    /// <summary>Whether prompts and answers are written into spans; default false. They can hold personal data.</summary>
    public bool CaptureContent { get; set; }

    /// <summary>How long ended executions are kept; default 90 days. Zero keeps them for ever.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Calls of tools that one run of a prompt may make; default 16. A prompt's <c>config.max_tool_calls</c> may ask for fewer. With more
    /// the stage fails with <c>too_many_tool_calls</c>.
    /// </summary>
    [Range(1, 1_000)]
    public int MaxToolCalls { get; set; } = 16;

    /// <summary>How long one call of a tool may take; default 1 minute. Longer fails the stage with <c>tool_timeout</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan ToolTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Inputs in one batch; default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxBatchSize { get; set; } = 1_000;

    /// <summary>Items in one uploaded batch; default 100,000. They are kept in the store as they come, not in memory.</summary>
    [Range(1, 10_000_000)]
    public int MaxUploadedItems { get; set; } = 100_000;

    /// <summary>
    /// The longest value that passes between stages, as bytes of JSON; default 8 MB. A stage whose input or output is longer fails with
    /// <c>value_too_large</c>; a model's answer of more characters is refused.
    /// </summary>
    [Range(1_024, 256 * 1024 * 1024)]
    public int MaxValueBytes { get; set; } = DefaultMaxValueBytes;

    /// <summary>
    /// What the results of one execution may come to, as bytes of JSON, and likewise the inputs of its stages that run at one time;
    /// default 64 MB. With more results it fails with <c>execution_too_large</c>; stages with more input wait for one another.
    /// </summary>
    [Range(1_024, 1024 * 1024 * 1024)]
    public int MaxExecutionBytes { get; set; } = DefaultMaxExecutionBytes;
}
