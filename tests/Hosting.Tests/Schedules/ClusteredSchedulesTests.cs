using System.Diagnostics;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Hosting.Tests.Schedules;

/// <summary>Several instances over one Postgres.</summary>
public sealed class ClusteredSchedulesTests
{
    private const string EverySecond = "* * * * * ?";
    private const string Yearly = "0 0 9 1 1 ?";
    private const string NextFireTime = $"SELECT next_fire_time FROM {ScheduleInstance.Schema}.qrtz_triggers WHERE trigger_name = 'tick'";
    private const string Waiting = $"SELECT COUNT(*) FROM {ScheduleInstance.Schema}.qrtz_triggers WHERE trigger_name = 'tick' AND trigger_state = 'WAITING'";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TimeThatIsDue_GoesToOneOfThreeInstances()
    {
        string database = await PostgresServer.CreateDatabaseAsync();

        await RunThreeAsync(database, database);
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
    public async Task TimeThatIsDue_WhenItsInstanceStopsBeforeItCouldAsk_GoesToAnother()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        var job = new TickingJob(Yearly);
        await using ScheduleInstance first = await ScheduleInstance.CreateAsync(database, job);
        await using ScheduleInstance second = await ScheduleInstance.CreateAsync(database, job);
        first.Store.IsAway = true;
        first.KeepSchedules();
        await ScheduleInstance.WaitAsync(async () => await first.ReadAsync(Waiting) == "1", "the trigger is declared");
        await MakeDueAsync(first);
        await first.Store.WasMissed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await first.StopAsync();
        second.Start();
        await ScheduleInstance.WaitAsync(() => Task.FromResult(job.Runs == 1), "the other instance runs it");

        Assert.Equal((0, 1), (first.Store.Requests, second.Store.Requests));
    }

    [Fact]
    public async Task TimesThatAreMissedWhileNobodyIsThere_AreMadeUpOnce()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        var job = new TickingJob(Yearly);
        await using ScheduleInstance first = await ScheduleInstance.CreateAsync(database, job);
        first.Start();
        await ScheduleInstance.WaitAsync(async () => await first.ReadAsync(Waiting) == "1", "the trigger is declared");
        await first.StopAsync();
        await MakeDueAsync(first, DateTimeOffset.UnixEpoch.AddYears(50));

        await using ScheduleInstance second = await ScheduleInstance.CreateAsync(database, job);
        await using ScheduleInstance third = await ScheduleInstance.CreateAsync(database, job);
        second.Start();
        third.Start();
        await ScheduleInstance.WaitAsync(() => Task.FromResult(job.Runs > 0), "it is made up");
        await ScheduleInstance.WaitAsync(async () => long.Parse((await second.ReadAsync(NextFireTime))!, System.Globalization.CultureInfo.InvariantCulture) > TimeProvider.System.GetUtcNow().UtcTicks, "the next time is ahead");
        await second.StopAsync();
        await third.StopAsync();

        Assert.Equal((1, 1, 0), (job.Runs, second.Store.Requests + third.Store.Requests, first.Store.Requests));
    }

    [Fact]
    public async Task Schedule_WhenChanged_IsTakenOver_AndWhenEmptied_Ends()
    {
        const string Expression = $"SELECT cron_expression FROM {ScheduleInstance.Schema}.qrtz_cron_triggers WHERE trigger_name = 'tick'";
        string database = await PostgresServer.CreateDatabaseAsync();
        var job = new TickingJob(Yearly);

        foreach ((string? cron, string? kept) in new[] { (null, Yearly), ("0 0 10 1 1 ?", "0 0 10 1 1 ?"), ("", null) })
        {
            await using ScheduleInstance instance = await ScheduleInstance.CreateAsync(database, job, cron);
            instance.Start();
            await ScheduleInstance.WaitAsync(async () => await instance.ReadAsync(Expression) == kept, $"the schedule is '{kept}'");
        }

        Assert.Equal(0, job.Runs);
    }

    private static async Task RunThreeAsync(string database, string direct)
    {
        var job = new TickingJob(EverySecond);
        // One that migrates, past the pooler.
        await using ScheduleInstance preparing = await ScheduleInstance.CreateAsync(direct, job);
        var watch = Stopwatch.StartNew();
        await using ScheduleInstance one = await ScheduleInstance.CreateAsync(database, job);
        await using ScheduleInstance two = await ScheduleInstance.CreateAsync(database, job);
        await using ScheduleInstance three = await ScheduleInstance.CreateAsync(database, job);
        ScheduleInstance[] instances = [one, two, three];

        Array.ForEach(instances, instance => instance.Start());
        await ScheduleInstance.WaitAsync(() => Task.FromResult(job.Runs >= 6), "six runs");
        await Task.WhenAll(instances.Select(instance => instance.StopAsync()));
        int seconds = (int)watch.Elapsed.TotalSeconds;
        int requests = instances.Sum(instance => instance.Store.Requests);

        // Three clocks that do not know of each other would ask about three times as often.
        Assert.InRange(requests, 6, seconds + 2);
        Assert.InRange(job.Runs, 6, requests);
        Assert.False(job.HasOverlapped);
    }

    /// <summary>Quartz keeps times in ticks.</summary>
    private static Task MakeDueAsync(ScheduleInstance instance, DateTimeOffset? at = null) => instance.ExecuteAsync(
        $"UPDATE {ScheduleInstance.Schema}.qrtz_triggers SET next_fire_time = {(at ?? TimeProvider.System.GetUtcNow()).UtcTicks} WHERE trigger_name = 'tick'");
}
