using PromptIntel.Api.Tests;
using PromptIntel.Tests.Shared.Browser;
using PromptIntel.Web.Tests.Browser;

namespace PromptIntel.Web.Tests.Tour;

/// <summary>On an installation of its own, which nobody has improved yet.</summary>
[Collection(BrowserSuite.Name)]
public class ReadmeTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Readme_IsFollowedFromTheFirstPageToAPromotedPromptAndAnAnsweredApproval()
    {
        await using var host = new ApiHost();
        using HttpClient client = host.CreateClient();
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);

        await new ReadmeTour(visit.Page).TakeAsync("/");

        visit.AssertQuiet();
    }
}
