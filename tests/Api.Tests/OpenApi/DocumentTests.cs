using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PromptIntel.Api.Tests.OpenApi;

public class DocumentTests(ApiHost host)
{
    private const string Regenerate = "PROMPTINTEL_WRITE_OPENAPI";

    /// <summary>Set <c>PROMPTINTEL_WRITE_OPENAPI=1</c> to write the committed document anew.</summary>
    [Fact]
    public async Task Document_WhenServed_IsTheCommittedOne()
    {
        using HttpClient client = host.CreateClient();
        string path = CommittedPath();

        string served = (await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").TrimEnd() + "\n";

        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            await File.WriteAllTextAsync(path, served, TestContext.Current.CancellationToken);
        }

        Assert.True(served == await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), $"Api/openapi/v1.json is out of date; run this test with {Regenerate}=1 and commit the difference.");
    }

    [Fact]
    public async Task Document_WhenRead_HasEveryContractRoute()
    {
        using HttpClient client = host.CreateClient();

        JsonElement paths = JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).GetProperty("paths");

        Assert.All(
            [("/api/prompts/catalog", "get"), ("/api/prompts/search", "post"), ("/api/prompts/update", "post"), ("/api/prompts/execute", "post"), ("/api/prompts/batch", "post")],
            route => Assert.True(paths.GetProperty(route.Item1).TryGetProperty(route.Item2, out _)));
    }

    [Fact]
    public async Task Docs_WhenOpened_AskNoOtherHost()
    {
        using HttpClient client = host.CreateClient();

        string page = await client.GetStringAsync("/docs/index.html", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/")]
    public async Task Page_WhenAsked_IsThere(string path)
    {
        using HttpClient client = host.CreateClient();

        using HttpResponseMessage response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode);
    }

    private static string CommittedPath([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../Api/openapi/v1.json"));
}
