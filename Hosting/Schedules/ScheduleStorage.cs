using System.Data.Common;

using PromptIntel.Core.Jobs;

using Quartz;

namespace PromptIntel.Hosting.Schedules;

/// <summary>Where the times at which jobs are due are kept.</summary>
public abstract class ScheduleStorage
{
    private ScheduleStorage()
    {
    }

    /// <summary>Whether what was due while no instance was there is known afterwards.</summary>
    internal abstract bool RemembersMissed { get; }

    internal abstract void Configure(IQuartzBuilder scheduler, ScheduleOptions options);

    /// <summary>Within this process, forgotten with it.</summary>
    public sealed class InProcess : ScheduleStorage
    {
        internal override bool RemembersMissed => false;

        internal override void Configure(IQuartzBuilder scheduler, ScheduleOptions options) => scheduler.UseInMemoryStore();
    }

    /// <summary>In tables <c>qrtz_*</c> of a Postgres schema, shared by all instances: each time that is due goes to one of them.</summary>
    /// <param name="source">Stays the caller's to dispose of.</param>
    public sealed class Clustered(DbDataSource source, string schema) : ScheduleStorage
    {
        // An instance that missed two check-ins after its own time is taken for dead.
        private const int CheckInsUntilDead = 2;

        internal override bool RemembersMissed => true;

        internal override void Configure(IQuartzBuilder scheduler, ScheduleOptions options) => scheduler.UsePersistentStore(store =>
        {
            store.UsePostgres(database => database.DataSourceFactory = _ => source);
            store.ConfigureStore(settings =>
            {
                // Named with its schema: behind a pooler no connection keeps a search path.
                settings.TablePrefix = $"\"{schema}\".qrtz_";
                settings.StoreJobDataAsStrings = true;
                settings.MisfireThreshold = options.MisfireThreshold;
                settings.RecoverFiringsCancelledByShutdown = true;
            });
            store.UseClustering(cluster =>
            {
                cluster.CheckinInterval = options.CheckInInterval;
                cluster.CheckinMisfireThreshold = CheckInsUntilDead * options.CheckInInterval;
            });
        });
    }
}
