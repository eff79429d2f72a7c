using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Catalog.Writing;

/// <summary>A text that says what it is called is written there and nowhere else, at every door.</summary>
public sealed class EntryNameTests
{
    private const string Text = "---\nname: farewell\ndescription: One.\n---\nHello\n";

    private static readonly EntryKey Key = new("general", "greeting");

    [Fact]
    public async Task EveryDoor_GivenATextOfAnotherName_RefusesItByName()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(Key, "Hello.");

        WriteResult created = await fixture.CreateAsync(new EntryKey("general", "other"), Text);
        WriteResult updated = await fixture.UpdateAsync(Key, Text);
        EntryPreview previewed = await fixture.Writer.PreviewAsync(
            Key, CatalogFixture.Text(Text), [], TestContext.Current.CancellationToken);
        ImportLineResult imported = Assert.Single(await ImportAsync(fixture, "greeting"));

        AssertRefused(Assert.IsType<WriteResult.Invalid>(created).Errors, "name", 2, "'farewell'", "'other'");
        AssertRefused(Assert.IsType<WriteResult.Invalid>(updated).Errors, "name", 2, "'farewell'", "'greeting'");
        AssertRefused(previewed.Errors, "name", 2, "'farewell'", "'greeting'");
        Assert.Equal((ImportStatus.Refused, "name"), (imported.Status, Assert.Single(imported.Errors).Field));
        Assert.Equal(1, fixture.Catalog.Find(Key)!.LatestVersion);
    }

    [Fact]
    public async Task EveryDoor_GivenATextOfItsOwnName_WritesIt()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        var key = new EntryKey("general", "farewell");

        WriteResult created = await fixture.CreateAsync(key, Text);
        WriteResult updated = await fixture.UpdateAsync(key, Text.Replace("Hello", "Goodbye", StringComparison.Ordinal));
        ImportLineResult imported = Assert.Single(await ImportAsync(fixture, "farewell"));

        Assert.IsType<WriteResult.Written>(created);
        Assert.IsType<WriteResult.Written>(updated);
        Assert.Equal(ImportStatus.Updated, imported.Status);
    }

    [Fact]
    public async Task Create_OfAComponent_AsksForItsNamespaceToo()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        const string text = "kind: config\nnamespace: components\nname: limits\ndescription: One.\ndata: { most: 3 }\n";
        Task<WriteResult> CreateAsync(EntryKey key) => fixture.Writer.CreateAsync(
            new CreateEntryRequest { Key = key, Kind = EntryKind.Config, Content = CatalogFixture.Text(text) },
            TestContext.Current.CancellationToken);

        WriteResult elsewhere = await CreateAsync(new EntryKey("general", "limits"));
        WriteResult there = await CreateAsync(new EntryKey("components", "limits"));

        AssertRefused(Assert.IsType<WriteResult.Invalid>(elsewhere).Errors, "namespace", 2, "'components'", "'general'");
        Assert.IsType<WriteResult.Written>(there);
    }

    private static void AssertRefused(IEnumerable<EntryError> errors, string field, int line, string said, string written)
    {
        EntryError error = Assert.Single(errors);
        Assert.Equal((field, (int?)line), (error.Field, error.Line));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(written, error.Message, StringComparison.Ordinal);
    }

    private static ValueTask<ImportLineResult[]> ImportAsync(CatalogFixture fixture, string name)
    {
        string line = JsonSerializer.Serialize(new { @namespace = "general", name, content = Text });
        return fixture.Transfer.ImportAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(line)), null, mayPublish: true, TestContext.Current.CancellationToken)
            .ToArrayAsync(TestContext.Current.CancellationToken);
    }
}
