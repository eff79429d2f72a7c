namespace PromptIntel.Hosting.Installation;

/// <summary>What waits until the host is ready, so that nothing that is not needed for that takes its processors.</summary>
public static class HostStart
{
    /// <summary>Returns behind the start of every hosted service, off the thread that reports it.</summary>
    /// <exception cref="OperationCanceledException">The host stopped before.</exception>
    public static async Task WaitForStartAsync(this IHostApplicationLifetime lifetime, CancellationToken stoppingToken)
    {
        ArgumentNullException.ThrowIfNull(lifetime);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }
}
