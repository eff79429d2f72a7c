using System.Diagnostics;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Hosting.Tests.Schedules;

/// <summary>Several instances over one Postgres.</summary>
public sealed class ClusteredSchedulesTests
{
    private const string EverySecond = "* * * * * ?";
    private const string Yearly = "0 0 9 1 1 ?";
    private const string Kept = $"SELECT cron FROM {ScheduleInstance.Schema}.job_schedules WHERE job = 'tick'";
    private const string IsUpToDate = $"SELECT served_until > {LastYear} FROM {ScheduleInstance.Schema}.job_schedules WHERE job = 'tick'";
    private const string Runs = $"SELECT COUNT(*) FROM {ScheduleInstance.Schema}.job_runs WHERE requested_by = 'schedule'";
    private const string RunTimes = $"SELECT COUNT(DISTINCT due_at) FROM {ScheduleInstance.Schema}.job_runs";

    /// <summary>By the database's clock.</summary>
    private const string LastYear = "1000 * CAST(EXTRACT(EPOCH FROM clock_timestamp() - INTERVAL '1 year 1 day') AS BIGINT)";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TimeThatIsDue_GoesToOneOfThreeInstances()
    {
        string database = await PostgresServer.CreateDatabaseAsync();

        await RunThreeAsync(database, database);
    }

    /// <summary>The database's clock decides; two machines are an hour off, one ahead and one behind.</summary>
    [Fact]
    public async Task TimeThatIsDue_WhenTheClocksOfTheInstancesAreWrong_GoesToOneOfThem()
    {
        string database = await PostgresServer.CreateDatabaseAsync();

        await RunThreeAsync(database, database, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task TimeThatIsDue_BehindATransactionPooler_GoesToOneOfThreeInstances()
    {
        Assert.SkipWhen(PgBouncer.SkipReason is not null, PgBouncer.SkipReason ?? "");
        await using PostgresServer server = await PostgresServer.StartPrivateAsync();
        await using PgBouncer pooler = await PgBouncer.StartPrivateAsync(server, "default_pool_size = 4");

        await RunThreeAsync(pooler.ConnectionString, server.ConnectionString);
    }

    [Fact]
    public async Task TimeThatIsDue_WhenItsInstanceCannotServeIt_GoesToAnother()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        var job = new TickingJob(Yearly);
        await using ScheduleInstance first = await ScheduleInstance.CreateAsync(database, job);
        await using ScheduleInstance second = await ScheduleInstance.CreateAsync(database, job);
        first.Store.IsAway = true;
        Task keeping = first.KeepSchedules();
        await ScheduleInstance.WaitAsync(async () => await first.ReadAsync(Kept) is not null, "the schedule is declared");
        await MakeDueAsync(first);
        await first.Store.WasMissed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => keeping);

        second.Start();
        await ScheduleInstance.WaitAsync(() => Task.FromResult(job.Runs == 1), "the other instance runs it");

        Assert.Equal((0, 1), (first.Store.Served, second.Store.Served));
    }

    [Fact]
    public async Task TimesThatAreMissedWhileNobodyIsThere_AreMadeUpOnce()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        var job = new TickingJob(Yearly);
        await using ScheduleInstance first = await ScheduleInstance.CreateAsync(database, job);
        first.Start();
        await ScheduleInstance.WaitAsync(async () => await first.ReadAsync(Kept) is not null, "the schedule is declared");
        await first.StopAsync();
        await MakeDueAsync(first);

        await using ScheduleInstance second = await ScheduleInstance.CreateAsync(database, job);
        await using ScheduleInstance third = await ScheduleInstance.CreateAsync(database, job);
        second.Start();
        third.Start();
        await ScheduleInstance.WaitAsync(() => Task.FromResult(job.Runs > 0), "it is made up");
        await ScheduleInstance.WaitAsync(async () => await second.ReadAsync(IsUpToDate) == bool.TrueString, "the next time is ahead");
        await second.StopAsync();
        await third.StopAsync();

        Assert.Equal((1, 1, 0), (job.Runs, second.Store.Served + third.Store.Served, first.Store.Served));
    }

    [Fact]
    public async Task Schedule_WhenChanged_IsTakenOver_AndWhenEmptied_Ends()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        var job = new TickingJob(Yearly);

        foreach (string? cron in new[] { null, "0 0 10 1 1 ?", "" })
        {
            await using ScheduleInstance instance = await ScheduleInstance.CreateAsync(database, job, cron);
            instance.Start();
            await ScheduleInstance.WaitAsync(async () => await instance.ReadAsync(Kept) == (cron ?? Yearly), $"the schedule is '{cron}'");
        }

        Assert.Equal(0, job.Runs);
    }

    private static async Task RunThreeAsync(string database, string direct, TimeSpan skew = default)
    {
        var job = new TickingJob(EverySecond);
        // One that migrates, past the pooler.
        await using ScheduleInstance preparing = await ScheduleInstance.CreateAsync(direct, job);
        var watch = Stopwatch.StartNew();
        await using ScheduleInstance one = await ScheduleInstance.CreateAsync(database, job, ahead: skew);
        await using ScheduleInstance two = await ScheduleInstance.CreateAsync(database, job);
        await using ScheduleInstance three = await ScheduleInstance.CreateAsync(database, job, ahead: -skew);
        ScheduleInstance[] instances = [one, two, three];

        Array.ForEach(instances, instance => instance.Start());
        await ScheduleInstance.WaitAsync(() => Task.FromResult(job.Runs >= 6), "six runs");
        await Task.WhenAll(instances.Select(instance => instance.StopAsync()));
        int seconds = (int)watch.Elapsed.TotalSeconds;
        int served = instances.Sum(instance => instance.Store.Served);

        // Three clocks that do not know of each other would ask about three times as often.
        Assert.InRange(served, 6, seconds + 2);
        Assert.InRange(job.Runs, 6, served);
        Assert.Equal(await preparing.ReadAsync(Runs), await preparing.ReadAsync(RunTimes));
        Assert.False(job.HasOverlapped);
    }

    /// <summary>As if nobody had been there for two years.</summary>
    private static Task MakeDueAsync(ScheduleInstance instance) => instance.ExecuteAsync(
        $"UPDATE {ScheduleInstance.Schema}.job_schedules SET served_until = served_until - 2 * 366 * 86400000::BIGINT WHERE job = 'tick'");
}
