using System.Text;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Catalog;

[Collection(BrowserSuite.Name)]
public class ImportTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Files_WhenChosen_AreReportedFirstAndWrittenWhenThatWasSeen()
    {
        using HttpClient client = fixture.CreateClient();
        string name = ApiHost.NewName();
        await using Visit visit = await fixture.OpenAsync("/catalog", 390, 844);

        await visit.Page.GetByText("Import files").ClickAsync();
        await visit.Page.Locator("#import-files").SetInputFilesAsync(new FilePayload[]
        {
            File($"{name}.md", "---\ndescription: Greets.\ntype: text\n---\nHello <img src=x onerror=alert(1)> {{name}}\n"),
            File("broken.prompty", "---\nname: [\n---\nuser:\nHi\n"),
        });
        await Expect(visit.Page.Locator("#import-state")).ToContainTextAsync("1 would be created");
        await Expect(visit.Page.Locator("#import-report")).ToContainTextAsync(name);
        await Expect(visit.Page.Locator("#import-report .tag.is-bad")).ToHaveTextAsync("refused");
        await visit.AssertReadableAsync();
        using HttpResponseMessage before = await client.GetAsync($"/api/prompts/general/{name}", TestContext.Current.CancellationToken);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Import them" }).ClickAsync();
        await Expect(visit.Page.Locator("#import-state")).ToContainTextAsync("1 were created");

        Assert.Equal(System.Net.HttpStatusCode.NotFound, before.StatusCode);
        Assert.Contains(
            name, await client.GetStringAsync("/api/prompts/catalog", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Expect(visit.Page.Locator("#import-report img")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }

    private static FilePayload File(string name, string text) =>
        new() { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(text) };
}
