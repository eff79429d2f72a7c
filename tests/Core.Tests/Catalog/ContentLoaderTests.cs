using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Tests.Catalog;

public sealed class ContentLoaderTests : IDisposable
{
    private static readonly EntryKey Key = new("general", "greeting");

    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;

    [Fact]
    public async Task Load_WhenAFileIsUnchangedEditedAndImproved_FollowsTheRules()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        Write("prompts/general/greeting.md", Prompt("Hello."));

        ContentReport first = await LoadAsync(fixture);
        ContentReport unchanged = await LoadAsync(fixture);
        Write("prompts/general/greeting.md", Prompt("Good morning."));
        ContentReport edited = await LoadAsync(fixture);
        await fixture.UpdateAsync(Key, "Improved.");
        Write("prompts/general/greeting.md", Prompt("Good evening."));
        ContentReport diverged = await LoadAsync(fixture);

        Assert.Equal([Key], first.Created);
        Assert.Equal(1, unchanged.Unchanged);
        Assert.Equal([Key], edited.Updated);
        Assert.Equal([Key], diverged.Diverged);
        EntryState state = fixture.Catalog.Find(Key)!;
        Assert.Equal((3, 4), (state.Current.Number, state.Labels["candidate"]));
    }

    [Fact]
    public async Task Load_WhenAFileIsBroken_NamesFileAndLineAndLoadsTheOthers()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        Write("prompts/general/greeting.md", Prompt("Hello."));
        Write("prompts/general/misspelt.md", "---\ndescription: One.\ntemprature: 3\n---\nuser:\nHi\n");
        Write("prompts/general/undeclared.md", Prompt("Hello {{name}}."));
        Write("config/broken.yaml", "description: [\n");

        ContentReport report = await LoadAsync(fixture);

        Assert.Equal([Key], report.Created);
        Assert.Contains(report.Errors, error => error is { File: "prompts/general/misspelt.md", Line: 3 });
        Assert.Contains(report.Errors, error => error.File == "prompts/general/undeclared.md" && error.Line == 5);
        Assert.Contains(report.Errors, error => error.File == "config/broken.yaml" && error.Line >= 1);
    }

    [Fact]
    public async Task Load_OfTheShippedContent_HasNoErrorsAndRoundTrips()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();

        ContentReport report = await fixture.Loader.LoadAsync(ShippedContent(), TestContext.Current.CancellationToken);

        Assert.Empty(report.Errors);
        Assert.NotEmpty(report.Created);
        Assert.All(fixture.Catalog.Entries, state =>
        {
            AuthoredEntry parsed = AuthoredText.Parse(state.Kind, AuthoredText.Write(state.Current));
            Assert.Empty(parsed.Errors);
            Assert.Equal(state.Current.ContentHash, parsed.Draft!.ContentHash);
        });
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Prompt(string text) => $"---\ndescription: A greeting.\n---\nuser:\n{text}\n";

    private static string ShippedContent()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !Directory.Exists(Path.Combine(directory, "content", "prompts")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return Path.Combine(directory!, "content");
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private Task<ContentReport> LoadAsync(CatalogFixture fixture) =>
        fixture.Loader.LoadAsync(_directory, TestContext.Current.CancellationToken);
}
