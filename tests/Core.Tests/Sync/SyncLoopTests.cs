using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;

namespace PromptIntel.Core.Tests.Sync;

public sealed class SyncLoopTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ScriptedTarget _near = new("near");
    private readonly ScriptedTarget _far = new("far");
    private readonly ServiceProvider _services;
    private readonly InMemoryOutboxStore _outbox = new(TimeProvider.System);

    public SyncLoopTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.Configure<SyncOptions>(sync =>
        {
            sync.PollInterval = TimeSpan.FromMilliseconds(10);
            sync.Backoff = TimeSpan.FromMilliseconds(10);
            sync.MaxBackoff = TimeSpan.FromMilliseconds(50);
            sync.LeaseDuration = TimeSpan.FromSeconds(5);
        });
        services.AddSingleton<IOutboxStore>(_outbox);
        services.AddSingleton<ISyncTarget>(_near);
        services.AddSingleton<ISyncTarget>(_far);
        services.AddPromptIntelCatalog();
        services.AddUsers();
        services.AddSync();
        _services = services.BuildServiceProvider();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhenOneTargetIsAway_KeepsTheOtherUpToDateAndLosesNothing()
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task loop = _services.GetRequiredService<SyncLoop>().RunAsync(running.Token);
        _far.IsAway = true;
        _outbox.Append("near", SyncDocument.Preferences("ada"));
        _outbox.Append("far", SyncDocument.Preferences("ada"));

        await WaitAsync(() => _near.Delivered.Count == 1 && _far.Tries > 3);
        Assert.Empty(_far.Delivered);
        _far.IsAway = false;
        await WaitAsync(() => _far.Delivered.Count == 1);

        await running.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
    }

    [Fact]
    public async Task Run_WhenAnotherProcessHasTheLease_LeavesTheWorkToItUntilItIsGone()
    {
        using var first = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var second = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        SyncLoop loop = _services.GetRequiredService<SyncLoop>();
        Task one = loop.RunAsync(first.Token);
        _outbox.Append("near", SyncDocument.Preferences("ada"));
        await WaitAsync(() => _near.Delivered.Count == 1);
        Task two = loop.RunAsync(second.Token);

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        _outbox.Append("near", SyncDocument.Preferences("bob"));
        await WaitAsync(() => _near.Delivered.Any(document => document.Owner == "bob"));

        // Who is stopped between a delivery and its end leaves it to be repeated.
        Assert.Equal(["ada", "bob"], _near.Delivered.Select(document => document.Owner).Distinct());
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));

        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
