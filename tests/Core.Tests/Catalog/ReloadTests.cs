using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>A log that cannot be followed means loading everything again.</summary>
public sealed class ReloadTests
{
    private static readonly EntryKey Old = new("general", "old");
    private static readonly EntryKey New = new("general", "new");

    [Fact]
    public async Task CatchUp_WhenTheStoreHoldsAnotherCatalog_ForgetsWhatItKnew()
    {
        var store = new ScriptedStore(new InMemoryCatalogStore());
        CatalogFixture fixture = await CatalogFixture.CreateAsync(store);
        await fixture.CreateAsync(Old, "one");
        await fixture.UpdateAsync(Old, "two");
        await fixture.Catalog.GetAsync(Old, VersionSelector.ForVersion(1), Token);
        store.Inner = await WithAsync(New, "x", "y", "z");

        await fixture.Catalog.CatchUpAsync(Token);

        Assert.Null(fixture.Catalog.Find(Old));
        Assert.Null(await fixture.Catalog.GetAsync(Old, VersionSelector.ForVersion(1), Token));
        Assert.Equal((3L, 3), (fixture.Catalog.Position, fixture.Catalog.Find(New)!.LatestVersion));
    }

    [Fact]
    public async Task CatchUp_WhenTheCounterIsBelowTheCursor_LoadsThePastAgain()
    {
        var id = new Guid(1, 2, 3, new byte[8]);
        var store = new ScriptedStore(new InMemoryCatalogStore()) { CatalogId = id };
        CatalogFixture fixture = await CatalogFixture.CreateAsync(store);
        await fixture.CreateAsync(Old, "one");
        await fixture.UpdateAsync(Old, "two");
        await fixture.UpdateAsync(Old, "three");
        store.Inner = await WithAsync(Old, "restored");

        await fixture.Catalog.CatchUpAsync(Token);

        Assert.Equal((1L, 1), (fixture.Catalog.Position, fixture.Catalog.Find(Old)!.LatestVersion));
        Assert.Contains("restored", fixture.Catalog.FindDocument(Old, default)!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CatchUp_WhenTheLogIsPrunedBeyondTheCursor_LoadsEverything()
    {
        var store = new ScriptedStore(new InMemoryCatalogStore());
        CatalogFixture writer = await CatalogFixture.CreateAsync(store);
        CatalogFixture sleeper = await CatalogFixture.CreateAsync(store);
        await writer.CreateAsync(Old, "one");
        await writer.CreateAsync(New, "one");
        await writer.UpdateAsync(New, "two");
        store.PrunedTo = 2;

        await sleeper.Catalog.CatchUpAsync(Token);

        Assert.NotNull(sleeper.Catalog.Find(Old));
        Assert.Equal((3L, 2), (sleeper.Catalog.Position, sleeper.Catalog.Find(New)!.LatestVersion));
    }

    [Fact]
    public async Task CatchUp_WhenTheProcessSleepsBeforeTheAnswer_DoesNotPassForFresh()
    {
        var store = new ScriptedStore(new InMemoryCatalogStore());
        CatalogFixture fixture = await CatalogFixture.CreateAsync(store);
        DateTimeOffset? asked = null;
        store.Asked = () => asked = TimeProvider.System.GetUtcNow();

        await fixture.Catalog.CatchUpAsync(Token);

        Assert.True(fixture.Catalog.CaughtUpAt <= asked);
    }

    [Fact]
    public async Task Load_WhenAnOwnWriteCameAfterTheSnapshot_KeepsIt()
    {
        var inner = new InMemoryCatalogStore();
        var store = new ScriptedStore(inner);
        CatalogFixture fixture = await CatalogFixture.CreateAsync(store);
        await fixture.CreateAsync(Old, "one");
        CatalogSnapshot earlier = await inner.LoadAsync(Token);
        await fixture.CreateAsync(New, "two");
        store.Inner = await WithAsync(Old, "one");
        store.CatalogId = earlier.CatalogId;

        await fixture.Catalog.LoadAsync(Token);

        Assert.NotNull(fixture.Catalog.Find(New));
        Assert.Equal(2, fixture.Catalog.Position);
    }

    [Fact]
    public async Task CatchUp_WhenWhatItMissedWasPruned_LoadsAll()
    {
        CatalogFixture writer = await CatalogFixture.CreateAsync();
        CatalogFixture asleep = await CatalogFixture.CreateAsync(writer.Store);
        await WriteAndPruneAsync(writer);

        await asleep.Catalog.CatchUpAsync(Token);

        Assert.Equal((4L, 3), (asleep.Catalog.Position, asleep.Catalog.Find(Old)!.LatestVersion));
        Assert.NotNull(asleep.Catalog.Find(New));
    }

    private static async Task WriteAndPruneAsync(CatalogFixture writer)
    {
        await writer.CreateAsync(Old, "one");
        await writer.UpdateAsync(Old, "two");
        await writer.UpdateAsync(Old, "three");
        await writer.CreateAsync(New, "four");
        Assert.Equal(3, await writer.Store.PruneChangesAsync(DateTimeOffset.MaxValue, 100, Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<ICatalogStore> WithAsync(EntryKey key, params string[] texts)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(key, texts[0]);
        foreach (string text in texts[1..])
        {
            await fixture.UpdateAsync(key, text);
        }

        return fixture.Store;
    }
}
