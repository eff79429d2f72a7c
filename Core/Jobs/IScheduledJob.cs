using System.Collections.Immutable;

using PromptIntel.Core.Jobs.Cron;

namespace PromptIntel.Core.Jobs;

/// <summary>
/// Something the installation does by itself, at set times or when an operator asks. It runs on one instance at a time; after the
/// death of that instance it runs again from the start, so it must be harmless to repeat.
/// </summary>
public interface IScheduledJob
{
    /// <summary>Stable, snake_case: part of routes and settings.</summary>
    string Name { get; }

    /// <summary>One line for operators.</summary>
    string Description { get; }

    /// <summary>For <see cref="CronTimes"/>, in the installation's time zone; <see cref="ScheduleOptions.Cron"/> overrides it.</summary>
    string DefaultCron { get; }

    /// <summary>Gives counts of what was done, by snake_case names. Whatever it throws is recorded as the result of the run.</summary>
    Task<ImmutableSortedDictionary<string, long>> RunAsync(CancellationToken cancellationToken);
}
