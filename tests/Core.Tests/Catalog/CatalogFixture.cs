using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Checks;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>One instance over a store, which several instances may share.</summary>
internal sealed class CatalogFixture
{
    private CatalogFixture(ICatalogStore store, WriteRules rules)
    {
        Store = store;
        Catalog = new PromptCatalog(store, Options.Create(new CatalogOptions()), TimeProvider.System, NullLogger<PromptCatalog>.Instance);
        var nudge = new InProcessChangeNudge();
        var commits = new CatalogCommits(Catalog, store, nudge, rules, TimeProvider.System);
        Writer = new CatalogWriter(commits, new NamespaceBounds([]));
        History = new CatalogHistory(Catalog, store);
        Transfer = new CatalogTransfer(store, commits, Checks.All(), Catalog);
        Loader = new ContentLoader(store, commits, NullLogger<ContentLoader>.Instance);
    }

    public ICatalogStore Store { get; }

    public PromptCatalog Catalog { get; }

    public CatalogWriter Writer { get; }

    public CatalogHistory History { get; }

    public CatalogTransfer Transfer { get; }

    public ContentLoader Loader { get; }

    public static Task<CatalogFixture> CreateAsync(ICatalogStore? store = null, params IEntryValidator[] more) =>
        CreateAsync(store, more, []);

    public static async Task<CatalogFixture> CreateAsync(ICatalogStore? store, IEntryValidator[] more, ILabelRule[] rules)
    {
        var fixture = new CatalogFixture(
            store ?? new InMemoryCatalogStore(),
            new WriteRules(Checks.All(), [new EntryLimits(), new PromptValidator(), .. more], [new PublisherRule(), .. rules]));
        await fixture.Catalog.LoadAsync(TestContext.Current.CancellationToken);
        return fixture;
    }

    public static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    public Task<WriteResult> CreateAsync(EntryKey key, string content) =>
        Writer.CreateAsync(new CreateEntryRequest { Key = key, Content = Text(content) }, TestContext.Current.CancellationToken);

    public Task<WriteResult> UpdateAsync(EntryKey key, string content) =>
        Writer.UpdateAsync(new UpdateEntryRequest { Key = key, Content = Text(content) }, TestContext.Current.CancellationToken);
}
