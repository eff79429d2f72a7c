using System.Net;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Pages;

/// <summary>An address that is none: a person is led on, a program gets the API's answer.</summary>
[Collection(BrowserSuite.Name)]
public class MissingPageTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Address_OfNoPage_SaysSoAmongThePages()
    {
        await using Visit visit = await fixture.OpenAsync("/nowhere<b>", 390, 844, ColorScheme.Dark);

        await Expect(visit.Page).ToHaveURLAsync(new Regex("/nowhere%3Cb%3E$"));
        await Expect(visit.Page.GetByText("There is nothing at /nowhere")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToHaveCountAsync(1);
        await visit.AssertReadableAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "the start" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/$"));
    }

    /// <summary>A page of what is not there says so in its words and in its status, so that nobody keeps it as found.</summary>
    [Theory]
    [InlineData("/catalog/general/nobody_wrote_this", "/catalog")]
    [InlineData("/catalog/workflows/extract_questionnaire?version=4711", "/catalog")]
    [InlineData("/playground?prompt=general/nobody_wrote_this", "/catalog")]
    [InlineData("/workflows/nobody_wrote_this", "/workflows")]
    [InlineData("/workflows/general/nobody_wrote_this", "/workflows")]
    [InlineData("/runs/018f0000-0000-7000-8000-000000000000", "/runs")]
    [InlineData("/runs/018f0000-0000-7000-8000-000000000000/compare?with=018f0000-0000-7000-8000-000000000001", "/runs")]
    [InlineData("/batches/018f0000-0000-7000-8000-000000000000", "/batches")]
    [InlineData("/approvals/018f0000-0000-7000-8000-000000000000/review", "/approvals")]
    public async Task Page_OfWhatIsNotThere_AnswersSoAndLeadsOn(string path, string onwards)
    {
        using HttpClient client = fixture.CreateClient();

        using HttpResponseMessage answer = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        string page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Matches($"(?s)<main.*href=\"{onwards}[\"?].*</main>", page);
    }

    [Fact]
    public async Task Page_OfWhatIsNotThere_CanBeReadOnAPhone()
    {
        await using Visit visit = await fixture.OpenAsync("/catalog/general/nobody_wrote_this", 390, 844, ColorScheme.Dark);

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("nobody_wrote_this");
        await visit.AssertReadableAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "To the catalog" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Catalog");
    }

    [Theory]
    [InlineData("/nowhere", "*/*", HttpStatusCode.NotFound, "application/problem+json")]
    [InlineData("/api/nowhere", "text/html", HttpStatusCode.NotFound, "application/problem+json")]
    [InlineData("/nowhere", "text/html", HttpStatusCode.NotFound, "text/html")]
    [InlineData("/catalog/general", "text/html", HttpStatusCode.NotFound, "text/html")]
    public async Task Answer_IsForWhoAsks(string path, string accept, HttpStatusCode status, string type)
    {
        using HttpClient client = fixture.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);

        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }
}
