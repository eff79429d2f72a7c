using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Web.Tests.Approvals;
using PromptIntel.Web.Tests.Browser;

namespace PromptIntel.Web.Tests.Runs;

/// <summary>A value as deep as the API takes it stands deeper in an answer, and is shown.</summary>
[Collection(BrowserSuite.Name)]
public class DeepValueTests(BrowserFixture fixture)
{
    [Theory]
    [InlineData("/runs/{0}")]
    [InlineData("/approvals/{0}/check")]
    public async Task Output_OfDepth63_IsShown(string path)
    {
        using HttpClient client = fixture.CreateClient();
        JsonNode value = JsonValue.Create("deepest")!;

        for (int depth = 1; depth < 63; depth++)
        {
            value = new JsonArray(value);
        }

        string id = await AskingRecipe.AskAsync(client, "x", JsonSerializer.Deserialize<JsonElement>(value.ToJsonString()));

        using HttpResponseMessage page = await client.GetAsync(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, path, id), TestContext.Current.CancellationToken);
        string html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("deepest", html, StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"alert\"", html, StringComparison.Ordinal);
    }
}
