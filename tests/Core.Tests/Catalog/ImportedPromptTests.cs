using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;

namespace PromptIntel.Core.Tests.Catalog;

/// <summary>What the store is asked for when prompts are imported again.</summary>
public sealed class ImportedPromptTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_AsksTheStore_OnlyForVersionsThatMemoryDoesNotHold()
    {
        var store = new ScriptedStore(new InMemoryCatalogStore());
        CatalogFixture fixture = await CatalogFixture.CreateAsync(store);
        string[] names = [.. Enumerable.Range(0, 50).Select(one => $"p{one}")];

        IReadOnlyList<ImportLineResult> created = await ImportAsync(fixture, names, "One");
        IReadOnlyList<ImportLineResult> again = await ImportAsync(fixture, names, "One");
        IReadOnlyList<ImportLineResult> updated = await ImportAsync(fixture, names, "Two");
        int before = store.VersionReads;
        IReadOnlyList<ImportLineResult> old = await ImportAsync(fixture, names[..3], "One");

        Assert.All(created, one => Assert.Equal((ImportStatus.Created, 1), (one.Status, one.Version)));
        Assert.All(again, one => Assert.Equal((ImportStatus.Unchanged, 1), (one.Status, one.Version)));
        Assert.All(updated, one => Assert.Equal((ImportStatus.Updated, 2), (one.Status, one.Version)));
        Assert.All(old, one => Assert.Equal((ImportStatus.Unchanged, 2), (one.Status, one.Version)));
        Assert.Equal((0, 3), (before, store.VersionReads));
    }

    private static Task<IReadOnlyList<ImportLineResult>> ImportAsync(CatalogFixture fixture, string[] names, string text) =>
        fixture.Transfer.ImportAsync(
            [
                .. names.Select(name => new ImportedPrompt(
                    new EntryKey("general", name),
                    [new ImportedVersion(ContentOf(text), null, null)])),
            ],
            null, mayPublish: true, isDryRun: false, Cancellation);

    private static JsonElement ContentOf(string text) => JsonSerializer.SerializeToElement(
        new { description = "D.", type = "text", messages = new[] { new { role = "user", content = text } } });
}
