using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Tests.Catalog;

namespace PromptIntel.Core.Tests.Sync;

public class CatalogMirrorTests
{
    private static readonly EntryKey First = new("general", "first");
    private static readonly EntryKey Second = new("general", "second");

    private readonly ScriptedTarget _target = new("near");
    private readonly InMemorySyncCursorStore _cursors = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follow_MirrorsEverythingOnceAndThenWhatChanges()
    {
        CatalogFixture catalog = await CatalogFixture.CreateAsync();
        CatalogMirror mirror = Mirror(catalog);
        await catalog.CreateAsync(First, "one");
        await catalog.CreateAsync(Second, "two");

        await mirror.FollowAsync(Cancel);
        await catalog.UpdateAsync(First, "three");
        await mirror.FollowAsync(Cancel);
        await mirror.FollowAsync(Cancel);

        Assert.Equal(
            [(First, 1), (Second, 1), (First, 2)],
            _target.Mirrored.OrderBy(entry => entry.Position).Select(entry => (entry.Key, entry.Current.Number)));
        Assert.Equal(3, (await _cursors.FindAsync("near", Cancel))!.Position);
    }

    [Fact]
    public async Task Follow_WhenTheTargetIsAway_LeavesTheCursor()
    {
        CatalogFixture catalog = await CatalogFixture.CreateAsync();
        CatalogMirror mirror = Mirror(catalog);
        await catalog.CreateAsync(First, "one");
        await mirror.FollowAsync(Cancel);
        _target.IsAway = true;
        await catalog.CreateAsync(Second, "two");

        await Assert.ThrowsAsync<SyncTargetUnavailableException>(() => mirror.FollowAsync(Cancel));

        Assert.Equal(1, (await _cursors.FindAsync("near", Cancel))!.Position);
        _target.IsAway = false;
        await mirror.FollowAsync(Cancel);
        Assert.Equal(Second, _target.Mirrored.Last().Key);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 9)]
    public async Task Follow_WhenTheCursorIsOfAnotherCatalogOrAheadOfTheLog_MirrorsEverythingAnew(bool isOther, long position)
    {
        CatalogFixture catalog = await CatalogFixture.CreateAsync();
        await catalog.CreateAsync(First, "one");
        await catalog.CreateAsync(Second, "two");
        Guid own = (await catalog.Store.LoadAsync(Cancel)).CatalogId;
        await _cursors.PutAsync("near", new SyncCursor(isOther ? Guid.CreateVersion7() : own, position), Cancel);

        await Mirror(catalog).FollowAsync(Cancel);

        Assert.Equal([First, Second], _target.Mirrored.Select(entry => entry.Key).Order());
        Assert.Equal(new SyncCursor(own, 2), await _cursors.FindAsync("near", Cancel));
    }

    [Fact]
    public async Task Follow_WhenAnEntryIsRefused_PassesOverItAndGoesOn()
    {
        CatalogFixture catalog = await CatalogFixture.CreateAsync();
        await catalog.CreateAsync(First, "one");
        await catalog.CreateAsync(Second, "two");
        _target.RefusesEntry = key => key == First ? "too large" : null;

        await Mirror(catalog).FollowAsync(Cancel);

        Assert.Equal([Second], _target.Mirrored.Select(entry => entry.Key));
        Assert.Equal(2, (await _cursors.FindAsync("near", Cancel))!.Position);
    }

    private CatalogMirror Mirror(CatalogFixture catalog) =>
        new(_target, catalog.Store, _cursors, Options.Create(new SyncOptions()), NullLogger.Instance);
}
