using System.Diagnostics;

using Microsoft.Extensions.Hosting;

namespace PromptIntel.AppHost;

/// <summary>
/// Says on the console when everything is healthy, until then every quarter of a minute what is not, and at any time what has ended by
/// itself, with the last lines it said.
/// </summary>
internal sealed class Readiness(
    ResourceNotificationService notifications, ResourceLoggerService logs, ResourceStates states, Announcement announcement,
    IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private const int Tail = 10;
    private const string Dashboard = "aspire-dashboard";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(2);

    private readonly long _begin = Stopwatch.GetTimestamp();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using var ready = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        bool isAnnounced = false;
        Task reminding = RemindAsync(ready.Token);

        try
        {
            await foreach (ResourceEvent happened in notifications.WatchAsync(stopping.Token))
            {
                if (!isAnnounced && happened.Resource.Name == Dashboard && ResourceStates.IsReady(happened))
                {
                    announcement.WriteAddresses();
                    isAnnounced = true;
                }

                if (states.Take(happened) is { } ended)
                {
                    await Console.Out.WriteLineAsync(
                        $"{happened.Resource.Name} {ended}; its log is in the dashboard. The end of it:\n"
                            + await ReadTailAsync(happened.ResourceId));
                }

                if (!ready.IsCancellationRequested && states.FindUnready() is [])
                {
                    await ready.CancelAsync();
                    await Console.Out.WriteLineAsync($"Ready after {Seconds()}. Ctrl+C stops everything.");
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The AppHost is stopping.
        }

        await reminding;
    }

    private async Task RemindAsync(CancellationToken ready)
    {
        using var timer = new PeriodicTimer(Interval);

        try
        {
            while (await timer.WaitForNextTickAsync(ready))
            {
                await Console.Out.WriteLineAsync($"Not ready after {Seconds()}: {string.Join(", ", states.FindUnready())}");
            }
        }
        catch (OperationCanceledException)
        {
            // Ready, or stopping.
        }
    }

    private async Task<string> ReadTailAsync(string resource)
    {
        using var patience = new CancellationTokenSource(LogPatience);
        var lines = new List<LogLine>();

        try
        {
            await foreach (IReadOnlyList<LogLine> batch in logs.GetAllAsync(resource).WithCancellation(patience.Token))
            {
                lines.AddRange(batch);
            }
        }
        catch (OperationCanceledException)
        {
            // What came until now.
        }

        // A script complains on its error output; the orchestrator's own remarks are on the other.
        IEnumerable<LogLine> complaints = lines.Where(line => line.IsErrorMessage);
        return string.Join('\n', (complaints.Any() ? complaints : lines).TakeLast(Tail).Select(line => $"    {line.Content}"));
    }

    private string Seconds() => $"{Stopwatch.GetElapsedTime(_begin).TotalSeconds:0} s";
}
