using System.Net.Http.Json;
using System.Text;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Tests.Shared.Browser;
using PromptIntel.Tests.Shared.Servers;
using PromptIntel.Web.Layout;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Pages;

/// <summary>
/// docs/console.md has a picture of every page. With PROMPTINTEL_TAKE_PICTURES=1 they are taken anew, of an installation that has been
/// used a little; look at them before they are committed.
/// </summary>
[Collection(BrowserSuite.Name)]
public class PicturesTests(BrowserFixture fixture)
{
    private const string Run = "run";
    private const string Prompt = "prompt";

    private static readonly string Docs = Path.Combine(ServerScript.FindRoot(), "docs");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Names => [.. ConsolePages.All.Select(page => page.Title.ToLowerInvariant()), Prompt, Run];

    [Fact]
    public async Task Docs_ShowEveryPage()
    {
        if (Environment.GetEnvironmentVariable("PROMPTINTEL_TAKE_PICTURES") == "1")
        {
            await TakeAsync();
        }

        string page = await File.ReadAllTextAsync(Path.Combine(Docs, "console.md"), Token);

        Assert.All(Names, name => Assert.Contains($"(pictures/console/{name}.png)", page, StringComparison.Ordinal));
        Assert.All(Names, name => Assert.True(File.Exists(PathOf(name)), $"{name}.png is not there"));
    }

    private async Task TakeAsync()
    {
        await using var host = new ApiHost();
        using HttpClient client = host.CreateClient();
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!, 1200, 800);
        await new ReadmeTour(visit.Page).TakeAsync("/");
        string run = new Uri(visit.Page.Url).AbsolutePath;
        await UseAsync(client);
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(Run))!);

        foreach (ConsolePageAttribute page in ConsolePages.All)
        {
            await TakeAsync(visit, page.Path, page.Title.ToLowerInvariant());
        }

        await TakeAsync(visit, "/catalog/workflows/draft_email_reply", Prompt);
        await TakeAsync(visit, run, Run);
    }

    private static async Task TakeAsync(Visit visit, string path, string name)
    {
        await visit.GoAsync(name == "playground" ? $"{path}?prompt=workflows/draft_email_reply" : path);
        await Expect(visit.Page.Locator("h1")).ToBeVisibleAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = PathOf(name) });
    }

    /// <summary>A batch that has ended, with an item that failed, and a run that waits.</summary>
    private static async Task UseAsync(HttpClient client)
    {
        const string Answers = "League: Pier League\nLegal entity: Pier League Ltd\nSport: futsal\nTeams: 9";
        string items = string.Join('\n', new[] { Answers, Answers.Replace("futsal", "rowing", StringComparison.Ordinal), " " }
            .Select(text => System.Text.Json.JsonSerializer.Serialize(new { questionnaire_text = text })));
        using HttpResponseMessage batch = await client.PostAsync(
            "/api/batches?workflow=questionnaire_to_contract",
            new StringContent(items, Encoding.UTF8, "application/x-ndjson"), Token);
        Assert.True(batch.IsSuccessStatusCode, await batch.Content.ReadAsStringAsync(Token));
        using HttpResponseMessage waits = await client.PostAsJsonAsync(
            "/api/prompts/execute",
            new { workflow = "questionnaire_to_contract", input_data = new { questionnaire_text = "League: Harbour Cup\nSport: sailing" } },
            Token);
        Assert.True(waits.IsSuccessStatusCode, await waits.Content.ReadAsStringAsync(Token));
    }

    private static string PathOf(string name) => Path.Combine(Docs, "pictures", "console", $"{name}.png");
}
