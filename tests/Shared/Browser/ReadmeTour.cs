using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Tests.Shared.Servers;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Tests.Shared.Browser;

/// <summary>
/// Does what README says under "In the browser": what it shows in bold is chosen by that name, in that order, and nothing is asked of the
/// API but by the pages. For a fresh installation.
/// </summary>
internal sealed partial class ReadmeTour(IPage page)
{
    public const string Prompt = "extract_questionnaire";

    private const string Workflow = "questionnaire_to_contract";

    private readonly Queue<string> _named = new(ReadNames());

    public async Task TakeAsync(string address)
    {
        // A busy machine starts nine stages and a browser slowly.
        SetDefaultExpectTimeout(60_000);
        await RunTheSampleAsync(address);
        await SaveACandidateAsync();
        await PromoteItAsync();
        await RunTheWorkflowAsync();
        await AnswerAnApprovalAsync();

        Assert.Empty(_named);
    }

    private async Task RunTheSampleAsync(string address)
    {
        await page.GotoAsync(address);
        await Expect(page.Locator("#prompt")).ToHaveValueAsync(new Regex($"name: {Prompt}"));
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Sample" })
            .SelectOptionAsync(new SelectOptionValue { Label = "Rowing form" });
        await PressAsync("Run");
        await Expect(page.Locator("#progress")).ToHaveTextAsync(new Regex("^Succeeded"));
        await Expect(page.Locator("#missing")).ToContainTextAsync("annual_revenue");
    }

    private async Task SaveACandidateAsync()
    {
        await GoAsync("Catalog");
        await page.GetByLabel("Search by words or by meaning").FillAsync(Prompt);
        // Where nothing is found, this tells what the page says instead.
        await Expect(page.Locator("[data-live] [role=status]")).ToContainTextAsync("that match");
        await page.GetByRole(AriaRole.Link, new() { Name = $"{Prompt} workflows" }).ClickAsync();
        ILocator text = page.Locator("#text");
        await Expect(page).ToHaveURLAsync(new Regex($"/catalog/workflows/{Prompt}$"));
        await Expect(page.Locator("[data-live='true']")).ToBeVisibleAsync();
        await text.EvaluateAsync(
            "area => { const at = area.value.indexOf('annual revenue,'); area.focus(); area.setSelectionRange(at, at); }");
        await page.Keyboard.TypeAsync("turnover, ");
        await page.GetByLabel("It becomes").SelectOptionAsync(new SelectOptionValue { Label = Next("a candidate") });
        await PressAsync("Save");
        await Expect(page.GetByText("Saved as version 2,")).ToBeVisibleAsync();
    }

    private async Task PromoteItAsync()
    {
        await Expect(VersionOf("candidate")).ToHaveTextAsync("2");
        await Expect(VersionOf("production")).ToHaveTextAsync("1");
        await Label("production").GetByRole(AriaRole.Button, new() { Name = Next("Move"), Exact = true }).ClickAsync();
        await Expect(VersionOf("production")).ToHaveTextAsync("2");
    }

    private async Task RunTheWorkflowAsync()
    {
        await OpenTheWorkflowAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Sample" })
            .SelectOptionAsync(new SelectOptionValue { Label = "Rowing form" });
        await PressAsync("Fill in");
        await Expect(page.GetByLabel("questionnaire_text")).ToHaveValueAsync(new Regex("Turnover"));
        await PressAsync("Run");
        await Expect(page.Locator("h1")).ToContainTextAsync("succeeded");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "annual_revenue" }).First).ToContainTextAsync("2400000");
    }

    private async Task AnswerAnApprovalAsync()
    {
        await OpenTheWorkflowAsync();
        await page.GetByLabel("questionnaire_text").FillAsync("League: Pier League");
        await PressAsync("Run");
        await Expect(page.Locator(".notice")).ToContainTextAsync("waits for a person");
        await GoAsync("Approvals");
        await page.GetByRole(AriaRole.Link, new() { Name = $"{Workflow}: review" }).First.ClickAsync();
        await PressAsync("Approve");
        await Expect(page.Locator("h1")).ToContainTextAsync("succeeded");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "contract.html", Exact = true })).ToBeVisibleAsync();
    }

    private ILocator Label(string name) =>
        page.Locator("tr").Filter(new() { Has = page.Locator("th .tag").GetByText(name, new() { Exact = true }) });

    private ILocator VersionOf(string label) => Label(label).Locator("td").First;

    private async Task OpenTheWorkflowAsync()
    {
        await GoAsync("Workflows");
        await page.GetByRole(AriaRole.Link, new() { Name = Workflow, Exact = true }).ClickAsync();
    }

    private Task GoAsync(string title) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = Next(title) }).ClickAsync();

    private Task PressAsync(string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = Next(button), Exact = true }).ClickAsync();

    /// <summary>The name, which must be what README shows next.</summary>
    private string Next(string name)
    {
        Assert.True(_named.TryDequeue(out string? shown), $"README does not say {name}");
        Assert.Equal(shown, name);
        return name;
    }

    private static IEnumerable<string> ReadNames()
    {
        string readme = File.ReadAllText(Path.Combine(ServerScript.FindRoot(), "README.md")).ReplaceLineEndings("\n");
        string section = readme.Split("\n## In the browser\n")[1].Split("\n## ")[0];
        return Bold().Matches(section).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex(@"\*\*([^*\n]+)\*\*")]
    private static partial Regex Bold();
}
