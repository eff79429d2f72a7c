using PromptIntel.Core.Access;

namespace PromptIntel.Hosting.Installation;

/// <summary>
/// Reads the keys before the first request, again whenever they may have changed, and writes their last uses: once a minute, and when the
/// process ends.
/// </summary>
internal sealed class AccessKeyFollower(GoodKeys keys, KeyUsages usages, TimeProvider time, ILogger<AccessKeyFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(usages.StoreAsync, cancellationToken);
    }

    /// <summary>Neither goes on without the other: the host hears of the first that fails.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] loops = [FollowAsync(ending.Token), StoreAsync(ending.Token)];
        await Task.WhenAny(loops);
        await ending.CancelAsync();
        await Task.WhenAll(loops);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await keys.WaitForChangeAsync(cancellationToken);

            while (!await TryAsync(keys.ReadAsync, cancellationToken))
            {
                await Task.Delay(AfterFailure, time, cancellationToken);
            }
        }
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(KeyUsages.Pause, time);

        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await TryAsync(usages.StoreAsync, cancellationToken);
        }
    }

    /// <summary>False when the store did not answer, which is logged.</summary>
    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            Log.KeysNotFollowed(logger, exception);
            return false;
        }
    }
}
