using PromptIntel.Core.Sessions;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="ISessionKeyStore"/> guarantees.</summary>
public abstract class SessionKeyStoreConformance : IAsyncLifetime
{
    protected ISessionKeyStore Store { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<ISessionKeyStore> CreateStoreAsync();

    protected abstract ValueTask DisposeStoreAsync();

    public async ValueTask InitializeAsync() => Store = await CreateStoreAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task List_AtFirst_IsEmpty() => Assert.Empty(await Store.ListAsync(Token));

    [Fact]
    public async Task Add_IsListedAsItWasGiven()
    {
        await Store.AddAsync("key-1", "<key id='1'>Ünicode & more</key>", Token);
        await Store.AddAsync("key-2", "<key id='2' />", Token);

        Assert.Equal(["<key id='1'>Ünicode & more</key>", "<key id='2' />"], await Store.ListAsync(Token));
    }

    [Fact]
    public async Task Add_WhenTheNameIsTaken_LeavesTheFirst()
    {
        await Store.AddAsync("key-1", "first", Token);
        await Store.AddAsync("key-1", "second", Token);

        Assert.Equal(["first"], await Store.ListAsync(Token));
    }

    [Fact]
    public async Task Add_WhenCancelled_AddsNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.AddAsync("key-1", "first", new CancellationToken(canceled: true)));

        Assert.Empty(await Store.ListAsync(Token));
    }
}
