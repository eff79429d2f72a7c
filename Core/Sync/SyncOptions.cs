using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Sync;

/// <summary>How changes travel to other places. Matters only where a target is configured.</summary>
public sealed class SyncOptions
{
    public const string SectionName = "PromptIntel:Sync";

    /// <summary>How often the outbox and the change log are looked at when there was nothing to do; default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Rows or entries delivered together; default 100.</summary>
    [Range(1, 400)]
    public int BatchSize { get; set; } = 100;

    /// <summary>Refusals after which a row is left to an operator; default 5. A target that cannot be reached refuses nothing.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// The first wait after a refusal, or while a target cannot be reached; doubles each time, half of it by chance. Default 500 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest such wait; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a process that vanished keeps the others from delivering; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);
}
