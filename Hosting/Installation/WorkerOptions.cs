namespace PromptIntel.Hosting.Installation;

/// <summary>Where the loops run.</summary>
public sealed class WorkerOptions
{
    public const string SectionName = "PromptIntel:Worker";

    /// <summary>
    /// Whether the Api runs the loops in its own process. Default: where the database is not shared, since nobody else could.
    /// </summary>
    public bool? InProcess { get; set; }
}
