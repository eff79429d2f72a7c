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
