using PromptIntel.Core.Catalog;
using PromptIntel.Core.Instances;

namespace PromptIntel.Hosting.Installation;

/// <summary>Says every few seconds that this process is there and how fresh it is.</summary>
internal sealed class InstanceReporter(
    InstallationTask task, IInstanceStore store, PromptCatalog catalog, TimeProvider time, ILogger<InstanceReporter> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private readonly Guid _id = Guid.CreateVersion7(time.GetUtcNow());
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(() => store.RemoveAsync(_id, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);

        do
        {
            var report = new InstanceReport(
                _id, $"{Environment.MachineName}/{Environment.ProcessId}", task == InstallationTask.Serve, _startedAt, catalog.Position,
                catalog.CaughtUpAt);
            await TryAsync(() => store.ReportAsync(report, Forgotten, stoppingToken));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            Log.NotReported(logger, exception);
        }
    }
}
