using System.Globalization;

using Microsoft.Extensions.Hosting;

namespace PromptIntel.AppHost;

/// <summary>
/// Ends the programs before DCP ends everything at once: they finish the stages they are in while their servers still answer. Hosted
/// services stop in the opposite order of their registration, so this one, added last, comes first.
/// </summary>
internal sealed class OrderlyStop(
    ResourceCommandService commands,
    ResourceNotificationService notifications,
    ResourceStates states,
    DistributedApplicationModel model) : IHostedService
{
    /// <summary>A program drains for 20 s by default (PromptIntel:Execution:DrainTimeout), then the servers end.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SignalLimit = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        string[] running = [.. model.Resources.OfType<ProjectResource>().SelectMany(states.FindInstances).Where(IsRunning)];

        if (running.Length > 0)
        {
            await Console.Out.WriteLineAsync("Stopping: the programs finish the stages they are in");
        }

        await Task.WhenAll(running.Select(instance => StopAsync(instance, cancellationToken)));
    }

    private async Task StopAsync(string instance, CancellationToken cancellationToken)
    {
        // By the command DCP kills what has not ended after some 10 s.
        if (!await TrySignalAsync(instance))
        {
            await commands.ExecuteCommandAsync(instance, KnownResourceCommands.StopCommand, cancellationToken);
        }

        using var timer = new PeriodicTimer(Interval);

        try
        {
            while (IsRunning(instance))
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // It takes too long: DCP ends it with the rest.
        }
    }

    /// <summary>DCP's process is a `dotnet run`, whose child is the program; not so where a development tool has started it.</summary>
    private async Task<bool> TrySignalAsync(string instance) => !OperatingSystem.IsWindows()
        && notifications.TryGetCurrentState(instance, out ResourceEvent? state)
        && state.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } parent
        && (await Command.RunAsync(
            "pkill",
            ["-TERM", "-P", Convert.ToString(parent, CultureInfo.InvariantCulture)!],
            Environment.CurrentDirectory,
            SignalLimit)).HasSucceeded;

    private bool IsRunning(string instance) =>
        notifications.TryGetCurrentState(instance, out ResourceEvent? state) && state.Snapshot.State?.Text is "Running" or "Stopping";
}
