using Microsoft.Extensions.Hosting;

namespace PromptIntel.AppHost;

/// <summary>
/// Ends the programs before DCP ends everything at once: they finish the stages they are in while their servers still answer. Hosted
/// services stop in the opposite order of their registration, so this one, added last, comes first.
/// </summary>
internal sealed class OrderlyStop(ResourceCommandService commands, ResourceNotificationService notifications, ResourceStates states, DistributedApplicationModel model) : IHostedService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(model.Resources.OfType<ProjectResource>().Select(program => StopAsync(program, cancellationToken)));

    private async Task StopAsync(ProjectResource program, CancellationToken cancellationToken)
    {
        await commands.ExecuteCommandAsync(program, KnownResourceCommands.StopCommand, cancellationToken);
        using var timer = new PeriodicTimer(Interval);

        while (states.FindInstances(program).Any(IsRunning))
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private bool IsRunning(string instance) =>
        notifications.TryGetCurrentState(instance, out ResourceEvent? state) && state.Snapshot.State?.Text is "Running" or "Stopping";
}
