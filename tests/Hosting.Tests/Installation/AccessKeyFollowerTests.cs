using Microsoft.Extensions.Logging.Abstractions;

using PromptIntel.Core.Access;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog.Memory;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Tests.Installation;

/// <summary>What keeps revoked keys out waits for an outage to end, and does not end unseen.</summary>
public sealed class AccessKeyFollowerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Store_ThatIsWrong_EndsTheFollower_WhichTheHostSees()
    {
        var store = new FailingKeyStore();
        (GoodKeys keys, AccessKeyFollower follower) = await StartAsync(store);
        store.Failure = new InvalidOperationException("no such table");

        keys.Invalidate();

        var seen = await Assert.ThrowsAsync<InvalidOperationException>(
            () => follower.ExecuteTask!.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Same(store.Failure, seen);
    }

    [Fact]
    public async Task Store_ThatIsOut_IsAskedAgain_AndTheFollowerStopsWhenItIsTold()
    {
        var store = new FailingKeyStore();
        (GoodKeys keys, AccessKeyFollower follower) = await StartAsync(store);
        store.Failure = new IOException("away");
        keys.Invalidate();
        await WaitForReadAsync(store, 2);

        store.Failure = null;
        await WaitForReadAsync(store, 3);
        await follower.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(follower.ExecuteTask!.IsCanceled);
    }

    private static async Task<(GoodKeys Keys, AccessKeyFollower Follower)> StartAsync(FailingKeyStore store)
    {
        var usages = new KeyUsages(store, TimeProvider.System);
        var keys = new GoodKeys(store, usages, new DerivedChanges(), TimeProvider.System);
        var follower = new AccessKeyFollower(keys, usages, TimeProvider.System, NullLogger<AccessKeyFollower>.Instance);
        await follower.StartAsync(TestContext.Current.CancellationToken);
        return (keys, follower);
    }

    private static async Task WaitForReadAsync(FailingKeyStore store, int number)
    {
        using var patience = new CancellationTokenSource(Patience);

        while (store.Reads < number)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>Keys in memory whose reading fails as it is told.</summary>
    private sealed class FailingKeyStore : IAccessKeyStore
    {
        private readonly InMemoryAccessKeyStore _store = new(new InMemoryAuditStore());
        private volatile Exception? _failure;
        private volatile int _reads;

        public Exception? Failure
        {
            get => _failure;
            set => _failure = value;
        }

        public int Reads => _reads;

        public Task<IReadOnlyList<AccessKey>> ReadGoodAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            return Failure is { } failure
                ? Task.FromException<IReadOnlyList<AccessKey>>(failure)
                : _store.ReadGoodAsync(cancellationToken);
        }

        public Task<KeyResult> ChangeAsync(KeyChange change, CancellationToken cancellationToken) =>
            _store.ChangeAsync(change, cancellationToken);

        public Task<IReadOnlyList<AccessKey>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
            _store.ListAsync(after, limit, cancellationToken);

        public Task<AccessKey?> FindAsync(string name, CancellationToken cancellationToken) => _store.FindAsync(name, cancellationToken);

        public Task RecordUsesAsync(IReadOnlyCollection<KeyUse> uses, CancellationToken cancellationToken) =>
            _store.RecordUsesAsync(uses, cancellationToken);

        public Task<IReadOnlyDictionary<string, DateTimeOffset>> ReadUsesAsync(
            IReadOnlyCollection<string> names, CancellationToken cancellationToken) => _store.ReadUsesAsync(names, cancellationToken);
    }
}
