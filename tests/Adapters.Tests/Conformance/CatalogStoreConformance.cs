using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="ICatalogStore"/> promises.</summary>
public abstract partial class CatalogStoreConformance : IAsyncLifetime
{
    protected static readonly EntryKey Key = new("general", "greeting");

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

    protected ICatalogStore Store { get; private set; } = null!;

    protected abstract Task<ICatalogStore> CreateStoreAsync();

    protected virtual ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;

    public async ValueTask InitializeAsync() => Store = await CreateStoreAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Create_WhenNew_IsReadBackEqual()
    {
        WriteResult.Written applied = await ApplyAsync(
            Create("Hello {{name}}") with { Author = "ann", ChangeNote = "first", Suggestions = [NewSuggestion("shorter")] });

        CatalogSnapshot snapshot = await Store.LoadAsync(Token);
        EntryState state = Assert.Single(snapshot.Entries);
        Assert.Equal(1, snapshot.Position);
        Assert.Equal(applied.Position, state.Position);
        Assert.Equal(1, state.Labels["production"]);
        Assert.Equal(1, state.SuggestionsCount);
        EntryVersion expected = applied.State.Versions[1];
        EntryVersion actual = state.Versions[1];
        Assert.Equal(expected.Body.GetRawText(), actual.Body.GetRawText());
        Assert.Equal(
            (expected.ContentHash, expected.Author, expected.ChangeNote, expected.CreatedAt),
            (actual.ContentHash, actual.Author, actual.ChangeNote, actual.CreatedAt));
        Assert.Equal("shorter", Assert.Single(await Store.ReadSuggestionsAsync(Key, SuggestionStatus.Open, Token)).Text);
    }

    [Fact]
    public async Task Create_WhenNameIsTaken_IsRefusedAndTakesNoPosition()
    {
        await ApplyAsync(Create("one"));

        WriteResult second = await CommitAsync(Create("two"));

        Assert.IsType<WriteResult.NameTaken>(second);
        Assert.Equal(1, (await Store.LoadAsync(Token)).Position);
    }

    [Fact]
    public async Task Append_WhenExpectedVersionIsOld_IsRefused()
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(Append("two"));

        WriteResult late = await CommitAsync(Append("three") with { ExpectedVersion = 1 });

        Assert.Equal(2, Assert.IsType<WriteResult.VersionConflict>(late).LatestVersion);
    }

    [Fact]
    public async Task Append_WithoutDraft_KeepsTheContentEverybodyGets()
    {
        await ApplyAsync(Create("published"));
        await ApplyAsync(Append("draft only") with { Labels = ["staging"] });

        WriteResult.Written applied = await ApplyAsync(new CatalogChange.Append(null) { Key = Key, At = Now });

        Assert.Equal(3, applied.Version);
        Assert.Equal(Draft("published").ContentHash, applied.State.Current.ContentHash);
    }

    [Fact]
    public async Task OldVersions_AreReadableAndNeverChange()
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(Append("two"));
        await ApplyAsync(Append("three"));

        EntryVersion? first = await Store.FindVersionAsync(Key, 1, Token);
        IReadOnlyList<EntryVersion> page = await Store.ReadVersionsAsync(Key, before: 3, limit: 5, Token);

        Assert.Equal(Draft("one").ContentHash, first!.ContentHash);
        Assert.Equal([2, 1], page.Select(version => version.Number));
        Assert.Null(await Store.FindVersionAsync(Key, 4, Token));
    }

    [Fact]
    public async Task Label_WhenMovedBack_IsANewerChangeWithAnOlderVersion()
    {
        await ApplyAsync(Create("one"));
        WriteResult.Written second = await ApplyAsync(Append("two"));

        WriteResult.Written back = await ApplyAsync(
            new CatalogChange.SetLabel("production", 1, LabelCondition.PointsTo(2)) { Key = Key, At = Now });

        Assert.True(back.Position > second.Position);
        Assert.Equal(1, back.State.Current.Number);
        EntryState stored = Assert.Single((await Store.LoadAsync(Token)).Entries);
        Assert.Equal(1, stored.Current.Number);
        Assert.Equal([1, 2], stored.Versions.Keys.Order());
    }

    [Fact]
    public async Task Label_WhenConditionFails_SaysWhereItPoints()
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(Append("two"));

        WriteResult stale = await CommitAsync(
            new CatalogChange.SetLabel("production", 1, LabelCondition.PointsTo(1)) { Key = Key, At = Now });
        WriteResult exists = await CommitAsync(new CatalogChange.SetLabel("production", 1, LabelCondition.Absent) { Key = Key, At = Now });
        WriteResult unknown = await CommitAsync(new CatalogChange.SetLabel("production", 9, LabelCondition.None) { Key = Key, At = Now });

        Assert.Equal(2, Assert.IsType<WriteResult.LabelConflict>(stale).CurrentVersion);
        Assert.Equal(2, Assert.IsType<WriteResult.LabelConflict>(exists).CurrentVersion);
        Assert.IsType<WriteResult.NotFound>(unknown);
    }

    [Fact]
    public async Task RemovedLabel_IsGone()
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(Append("two") with { Labels = ["staging"] });

        await ApplyAsync(new CatalogChange.RemoveLabel("staging", LabelCondition.None) { Key = Key, At = Now });

        EntryState stored = Assert.Single((await Store.LoadAsync(Token)).Entries);
        Assert.Equal(["production"], stored.Labels.Keys);
    }

    [Fact]
    public async Task Suggestion_WhenDecidedTwice_IsRefusedTheSecondTime()
    {
        NewSuggestion suggestion = NewSuggestion("shorter");
        await ApplyAsync(Create("one") with { Suggestions = [suggestion] });

        await ApplyAsync(
            new CatalogChange.ResolveSuggestion(suggestion.Id, SuggestionStatus.Accepted) { Key = Key, At = Now, Author = "ann" });
        WriteResult again = await CommitAsync(
            new CatalogChange.ResolveSuggestion(suggestion.Id, SuggestionStatus.Rejected) { Key = Key, At = Now });

        Assert.Equal(SuggestionStatus.Accepted, Assert.IsType<WriteResult.AlreadyResolved>(again).Status);
        Assert.Equal(0, Assert.Single((await Store.LoadAsync(Token)).Entries).SuggestionsCount);
        Suggestion stored = Assert.Single(await Store.ReadSuggestionsAsync(Key, null, Token));
        Assert.Equal(("ann", SuggestionStatus.Accepted), (stored.ResolvedBy, stored.Status));
    }

    [Fact]
    public async Task Archived_KeepsNameAndHistoryAndTakesNoMoreVersions()
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(new CatalogChange.ArchiveEntry { Key = Key, At = Now });

        Assert.Equal(Key, Assert.IsType<WriteResult.Archived>(await CommitAsync(Append("two"))).Key);
        Assert.IsType<WriteResult.NameTaken>(await CommitAsync(Create("two")));
        Assert.True(Assert.Single((await Store.LoadAsync(Token)).Entries).IsArchived);
        Assert.NotNull(await Store.FindVersionAsync(Key, 1, Token));
    }

    [Fact]
    public async Task Unarchived_IsAsItWas_AndOnlyOnce()
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(Append("two") with { Labels = ["staging"] });
        WriteResult.Written archived = await ApplyAsync(new CatalogChange.ArchiveEntry { Key = Key, At = Now });

        WriteResult.Written back = await ApplyAsync(new CatalogChange.UnarchiveEntry { Key = Key, At = Now });
        WriteResult again = await CommitAsync(new CatalogChange.UnarchiveEntry { Key = Key, At = Now });
        WriteResult unknown = await CommitAsync(new CatalogChange.UnarchiveEntry { Key = new EntryKey("general", "nobody"), At = Now });

        Assert.Equal(archived.Position + 1, back.Position);
        Assert.IsType<WriteResult.Unchanged>(again);
        Assert.IsType<WriteResult.NotFound>(unknown);
        EntryState stored = Assert.Single((await Store.LoadAsync(Token)).Entries);
        Assert.False(stored.IsArchived);
        Assert.Equal((1, 2, 2), (stored.Current.Number, stored.Labels["staging"], stored.LatestVersion));
        Assert.False((await Store.ReadChangesAsync(archived.Position, 10, Token)).Changes.Single().State.IsArchived);
        await ApplyAsync(Append("three"));
    }

    [Fact]
    public async Task Append_ThatUnarchives_ContinuesTheHistory()
    {
        await ApplyAsync(Create("one"));
        await ApplyAsync(new CatalogChange.ArchiveEntry { Key = Key, At = Now });

        WriteResult stale = await CommitAsync(Append("two") with { IsUnarchiving = true, ExpectedVersion = 7 });
        WriteResult.Written back = await ApplyAsync(Append("two") with { IsUnarchiving = true, ExpectedVersion = 1 });

        Assert.IsType<WriteResult.VersionConflict>(stale);
        Assert.Equal(2, back.Version);
        EntryState stored = Assert.Single((await Store.LoadAsync(Token)).Entries);
        Assert.Equal((false, 2), (stored.IsArchived, stored.Current.Number));
        Assert.NotNull(await Store.FindVersionAsync(Key, 1, Token));
    }

    [Fact]
    public async Task Append_WithoutProductionLabel_PublishesNothingThatIsOnlyStaged()
    {
        await ApplyAsync(Create("one") with { Labels = ["staging"] });

        WriteResult.Written staged = await ApplyAsync(Append("two") with { Labels = ["staging"] });
        await ApplyAsync(Append("three") with { Labels = [] });

        Assert.Equal((1, 2), (staged.State.Current.Number, staged.State.Labels["staging"]));
        Assert.Equal(1, Assert.Single((await Store.LoadAsync(Token)).Entries).Current.Number);
    }

    [Fact]
    public async Task Restore_OfAHistoryWithoutProductionLabel_LeavesItWhereItStands()
    {
        EntryArchive archive = Archive("one", "two", "three");
        await ApplyAsync(new CatalogChange.Restore(
            archive with { Versions = archive.Versions[..2], Labels = archive.Labels.Remove("staging") })
        { Key = Key, At = Now });

        WriteResult.Written continued = await ApplyAsync(
            new CatalogChange.Restore(archive with { Labels = archive.Labels.Remove("production") }) { Key = Key, At = Now });

        Assert.Equal((2, 3), (continued.State.Current.Number, continued.State.Labels["staging"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_ThatIsStaged_WaitsAsCandidate(bool isThere)
    {
        if (isThere)
        {
            await ApplyAsync(Content("v1", "hash-1"));
        }

        WriteResult.Written staged = await ApplyAsync(Content("v2", "hash-2") with { IsStaged = true });

        Assert.Equal(staged.Version, staged.State.Labels["candidate"]);
        Assert.Equal(isThere ? 1 : 0, staged.State.Labels.GetValueOrDefault("production"));
    }

    [Fact]
    public async Task Content_IsImportedOnceByItsHash()
    {
        await ApplyAsync(Content("v1", "hash-1"));

        WriteResult again = await CommitAsync(Content("v1", "hash-1"));
        WriteResult.Written edited = await ApplyAsync(Content("v2", "hash-2"));
        WriteResult older = await CommitAsync(Content("v1", "hash-1"));

        Assert.IsType<WriteResult.Unchanged>(again);
        Assert.Equal(2, edited.State.Current.Number);
        Assert.IsType<WriteResult.Unchanged>(older);
        Assert.Equal(["hash-1", "hash-2"], (await Store.ReadContentImportsAsync(Token)).Select(import => import.FileHash).Order());
    }

    [Fact]
    public async Task Content_NeverUndoesAnImprovement()
    {
        await ApplyAsync(Content("v1", "hash-1"));
        await ApplyAsync(Append("improved"));

        WriteResult.Written applied = await ApplyAsync(Content("v2", "hash-2"));

        Assert.Equal(3, applied.Version);
        Assert.Equal(2, applied.State.Current.Number);
        Assert.Equal(3, applied.State.Labels["candidate"]);
    }

    [Fact]
    public async Task Restore_IntoAnEmptyStore_IsLossless_AndIdempotent()
    {
        EntryArchive archive = Archive("one", "two", "three");

        WriteResult.Written applied = await ApplyAsync(new CatalogChange.Restore(archive) { Key = Key, At = Now });
        WriteResult again = await CommitAsync(new CatalogChange.Restore(archive) { Key = Key, At = Now });

        Assert.IsType<WriteResult.Unchanged>(again);
        Assert.Equal(2, applied.State.Current.Number);
        Assert.Equal(1, applied.State.SuggestionsCount);
        IReadOnlyList<EntryVersion> versions = await Store.ReadVersionsAsync(Key, null, 10, Token);
        Assert.Equal(
            archive.Versions.Reverse().Select(version => (version.Number, version.ContentHash, version.CreatedAt, version.Source)),
            versions.Select(version => (version.Number, version.ContentHash, version.CreatedAt, version.Source)));
    }

    [Fact]
    public async Task TakeTurn_WhenSomebodyHasIt_WaitsUntilItIsGivenBack()
    {
        IAsyncDisposable first = await Store.TakeTurnAsync(Token);
        Task<IAsyncDisposable> second = Store.TakeTurnAsync(Token);
        // A commit needs no turn.
        await ApplyAsync(Create("one"));
        Assert.False(second.IsCompleted);

        await first.DisposeAsync();

        await (await second.WaitAsync(Patience.Limit, Token)).DisposeAsync();
    }

    [Fact]
    public async Task Restore_OverALongerHistory_ChangesNothing()
    {
        await ApplyAsync(new CatalogChange.Restore(Archive("one", "two", "three")) { Key = Key, At = Now });
        await ApplyAsync(Append("four"));

        WriteResult result = await CommitAsync(new CatalogChange.Restore(Archive("one", "two", "three")) { Key = Key, At = Now });

        Assert.IsType<WriteResult.Unchanged>(result);
        Assert.Equal(4, Assert.Single((await Store.LoadAsync(Token)).Entries).Current.Number);
    }

    [Fact]
    public async Task Load_OfALargeCatalog_HasEveryHeldVersion()
    {
        // More than a store reads at once, every third with two held versions.
        EntryKey[] keys = [.. Enumerable.Range(0, 1_500).Select(number => new EntryKey("general", $"entry_{number}"))];
        await Store.CommitAsync([.. keys.Select(key => new CatalogChange.Create(Draft(key.Name)) { Key = key, At = Now })], null, Token);
        await Store.CommitAsync(
            [.. keys.Where((_, number) => number % 3 == 0)
                .Select(key => new CatalogChange.Append(Draft($"{key.Name} staged")) { Key = key, At = Now, Labels = [] })],
            null, Token);

        Dictionary<EntryKey, EntryState> entries = (await Store.LoadAsync(Token)).Entries.ToDictionary(entry => entry.Key);

        Assert.Equal(keys.Length, entries.Count);
        Assert.All(keys, (key, number) =>
        {
            Assert.Equal(number % 3 == 0 ? [1, 2] : [1], entries[key].Versions.Keys.Order());
            Assert.Equal(Draft(key.Name).ContentHash, entries[key].Current.ContentHash);
            Assert.All(entries[key].Versions.Values, version => Assert.Equal(key, version.Key));
        });
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected static EntryDraft Draft(string template)
    {
        var body = new PromptBody { Type = PromptType.Text, Messages = [new PromptMessage.Text("user", template)] };
        return new EntryDraft(EntryKind.Prompt, "A greeting.", ["test"], body.ToJson());
    }

    protected static CatalogChange.Create Create(string template) => new(Draft(template)) { Key = Key, At = Now };

    protected static CatalogChange.Append Append(string template) => new(Draft(template)) { Key = Key, At = Now };

    protected async Task<WriteResult> CommitAsync(CatalogChange change) => (await Store.CommitAsync([change], null, Token))[0];

    protected async Task<WriteResult.Written> ApplyAsync(CatalogChange change) =>
        Assert.IsType<WriteResult.Written>(await CommitAsync(change));

    private static CatalogChange.ImportContent Content(string template, string hash) => new(Draft(template), hash) { Key = Key, At = Now };

    private static NewSuggestion NewSuggestion(string text) => new(Guid.CreateVersion7(Now), text);

    private static EntryArchive Archive(params string[] templates) => new()
    {
        Key = Key,
        Kind = EntryKind.Prompt,
        Versions = [.. templates.Select(
            (template, index) => Draft(template).ToVersion(Key, index + 1, VersionSource.Content, Now.AddDays(-10 + index), "ann", null))],
        Labels = ImmutableDictionary<string, int>.Empty.Add("production", 2).Add("staging", 3),
        Suggestions =
        [
            new Suggestion
            {
                Id = new Guid(1, 2, 3, new byte[8]),
                Key = Key,
                Version = 2,
                Text = "shorter",
                Status = SuggestionStatus.Open,
                CreatedAt = Now.AddDays(-2)
            },
        ],
    };
}
