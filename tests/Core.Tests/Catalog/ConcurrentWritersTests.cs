using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>Two changes, each valid where it was validated, must not break each other.</summary>
public sealed class ConcurrentWritersTests
{
    private static readonly EntryKey Left = new("general", "left");
    private static readonly EntryKey Right = new("general", "right");

    [Fact]
    public async Task Update_WhenAnotherWriterComesBetweenValidationAndCommit_IsValidatedAgain()
    {
        var rule = new NotBothTaken();
        CatalogFixture here = await CatalogFixture.CreateAsync(null, rule);
        await here.CreateAsync(Left, "free");
        await here.CreateAsync(Right, "free");
        CatalogFixture there = await CatalogFixture.CreateAsync(here.Store, new NotBothTaken());
        rule.AfterFirstLook = () => there.UpdateAsync(Right, "taken");

        WriteResult refused = await here.UpdateAsync(Left, "taken");

        Assert.Contains("both", Assert.Single(Assert.IsType<WriteResult.Invalid>(refused).Errors).Message, StringComparison.Ordinal);
        Assert.Equal(1, here.Catalog.Find(Left)!.LatestVersion);
        Assert.Equal(2, here.Catalog.Find(Right)!.LatestVersion);
    }

    [Fact]
    public async Task Update_WhenTwoInstancesRaceManyTimes_NeverBreaksTheRule()
    {
        CatalogFixture here = await CatalogFixture.CreateAsync(null, new NotBothTaken());
        await here.CreateAsync(Left, "free");
        await here.CreateAsync(Right, "free");
        CatalogFixture there = await CatalogFixture.CreateAsync(here.Store, new NotBothTaken());

        for (int round = 0; round < 50; round++)
        {
            WriteResult[] results = await Task.WhenAll(
                Task.Run(() => here.UpdateAsync(Left, "taken")), Task.Run(() => there.UpdateAsync(Right, "taken")));

            Assert.Single(results.OfType<WriteResult.Written>());
            Assert.Single(results.OfType<WriteResult.Invalid>());
            await here.UpdateAsync(Left, "free");
            await there.UpdateAsync(Right, "free");
        }
    }

    [Fact]
    public async Task Update_WhenOthersWriteWithoutPause_GivesUpAndSaysSo()
    {
        var rule = new NotBothTaken();
        CatalogFixture here = await CatalogFixture.CreateAsync(null, rule);
        await here.CreateAsync(Left, "free");
        CatalogFixture there = await CatalogFixture.CreateAsync(here.Store);
        rule.AfterEveryLook = () => there.UpdateAsync(Left, "free");

        WriteResult result = await here.Writer.UpdateAsync(
            new UpdateEntryRequest { Key = Left, Content = CatalogFixture.Text("taken") }, TestContext.Current.CancellationToken);

        Assert.IsType<WriteResult.Contended>(result);
    }

    /// <summary>Left and right may not both say "taken".</summary>
    private sealed class NotBothTaken : IEntryValidator
    {
        public Func<Task>? AfterFirstLook { get; set; }

        public Func<Task>? AfterEveryLook { get; set; }

        public async ValueTask<ImmutableArray<EntryRefusal>> ValidateAsync(CatalogEdit edit, CancellationToken cancellationToken)
        {
            bool areBoth = IsTaken(edit.After, Left) && IsTaken(edit.After, Right);
            Func<Task>? then = AfterFirstLook ?? AfterEveryLook;
            AfterFirstLook = null;
            await (then?.Invoke() ?? Task.CompletedTask);
            return areBoth
                ? [.. edit.Entries.Select(entry => new EntryRefusal(entry.Key, new EntryError("", "They may not both be taken.")))]
                : [];
        }

        private static bool IsTaken(ICatalogReader catalog, EntryKey key) =>
            catalog.Find(key)?.Current.Body.GetRawText().Contains("taken", StringComparison.Ordinal) ?? false;
    }
}
