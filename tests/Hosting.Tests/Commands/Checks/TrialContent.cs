using System.Text.Json;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Examples;
using PromptIntel.Hosting.Commands.Checks;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Tests.Commands.Checks;

/// <summary>The shipped content in memory, read once; a test takes a copy and spoils it.</summary>
public sealed class TrialContent : IAsyncLifetime
{
    private TrialInstallation? _loaded;

    public static string Directory => new ContentOptions().Locate()!;

    public async ValueTask InitializeAsync()
    {
        _loaded = await TrialInstallation.CreateAsync(CancellationToken.None);
        await _loaded.Get<ContentLoader>().LoadAsync(Directory, CancellationToken.None);
        JsonElement schema = _loaded.Get<PromptCatalog>().Find(new EntryKey("components", "league_example"))!.Current.Body;
        await _loaded.Get<LeagueExampleLoader>().LoadAsync(Path.Combine(Directory, "examples"), schema, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _loaded?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal Task<TrialInstallation> CopyAsync() =>
        TrialInstallation.CopyAsync(_loaded!.Get<CatalogTransfer>(), _loaded.Get<ILeagueStore>(), TestContext.Current.CancellationToken);

    /// <summary>A copy without these entries.</summary>
    internal async Task<TrialInstallation> CopyWithoutAsync(params IEnumerable<EntryKey> archived)
    {
        TrialInstallation copy = await CopyAsync();

        foreach (EntryKey key in archived)
        {
            Assert.IsType<WriteResult.Written>(
                await copy.Get<CatalogWriter>().ArchiveAsync(key, null, TestContext.Current.CancellationToken));
        }

        return copy;
    }

    /// <summary>A copy with a body for one entry that no writer would have let through.</summary>
    internal async Task<TrialInstallation> CopyWithAsync(EntryKey key, string body)
    {
        TrialInstallation copy = await CopyAsync();
        EntryVersion current = copy.Get<PromptCatalog>().Find(key)!.Current;
        var append = new CatalogChange.Append(
            new EntryDraft(current.Kind, current.Description, current.Tags, JsonElement.Parse(body)))
        { Key = key, At = current.CreatedAt };
        await copy.Get<ICatalogStore>().CommitAsync([append], null, TestContext.Current.CancellationToken);
        await copy.Get<PromptCatalog>().CatchUpAsync(TestContext.Current.CancellationToken);
        return copy;
    }
}
