using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Documents;
using PromptIntel.Adapters.Relational.Users;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>As <see cref="DocumentStoreConformance"/>, beside the store of users.</summary>
public abstract class RelationalDocumentStoreConformance : DocumentStoreConformance
{
    private RelationalDatabase _database = null!;

    [Fact]
    public async Task Erase_OfAUser_TakesHisDocumentsAndNobodyElses()
    {
        string own = await PutAsync("own", "ada");
        string shared = await PutAsync("shared", "ada");
        await PutAsync("shared", "bob");

        await new RelationalUserStore(_database, SyncRoutes.None).EraseAsync("ada", Token);

        Assert.Empty((await Store.ListAsync(DocumentReach.Of("ada"), null, 10, Token)).Items);
        Assert.Null(await Store.FindContentAsync(own, DocumentReach.Everybodys, Token));
        Assert.NotNull(await Store.ReadAsync(shared, DocumentReach.Of("bob"), Token));
    }

    /// <summary>An empty database.</summary>
    protected abstract ValueTask<RelationalDatabase> OpenAsync();

    protected override async ValueTask<IDocumentStore> CreateAsync() => new RelationalDocumentStore(_database = await OpenAsync());
}
