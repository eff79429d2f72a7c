namespace PromptIntel.Core.Instances;

/// <summary>What a process of the installation last said of itself.</summary>
/// <param name="Id">New for every process.</param>
/// <param name="Name">Of the machine and the process, for people.</param>
/// <param name="Serves">Answers requests; false for one that only runs the loops.</param>
/// <param name="Position">Every change of the catalog up to and including this one is served there.</param>
/// <param name="CaughtUpAt">When it last had read the change log to its end; null before the first time.</param>
public sealed record InstanceReport(
    Guid Id, string Name, bool Serves, DateTimeOffset StartedAt, long Position, DateTimeOffset? CaughtUpAt);

/// <param name="Age">Since the report was written, by the store's clock: more than a few report intervals means that it is gone.</param>
public sealed record KnownInstance(InstanceReport Report, TimeSpan Age);
