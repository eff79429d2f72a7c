namespace PromptIntel.Hosting.Installation;

/// <summary>What waits until the host is ready, so that nothing that is not needed for that takes its processors.</summary>
public static class HostStart
{
    /// <summary>
    /// Returns behind the start of every hosted service, off the thread that reports it; false when the host stops before.
    /// </summary>
    public static async Task<bool> WaitForStartAsync(this IHostApplicationLifetime lifetime, CancellationToken stoppingToken)
    {
        ArgumentNullException.ThrowIfNull(lifetime);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(started.SetResult);

        try
        {
            await started.Task.WaitAsync(stoppingToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
