using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Catalog;

public class PromptDocumentTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    [Fact]
    public async Task Get_WhenClientHasTheVersion_Is304WithoutBody()
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";
        using HttpResponseMessage first = await _client.GetAsync(path, TestContext.Current.CancellationToken);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await _client.SendAsync(again, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.True(first.Headers.CacheControl!.NoCache);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Get_WhenUpdated_HasAnotherETag()
    {
        string name = await ApiHost.CreatePromptAsync(_client);
        using HttpResponseMessage before = await _client.GetAsync($"/api/prompts/general/{name}", TestContext.Current.CancellationToken);
        using HttpResponseMessage update = await _client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content = "Hi {{name}}" }, TestContext.Current.CancellationToken);

        using HttpResponseMessage after = await _client.GetAsync($"/api/prompts/general/{name}", TestContext.Current.CancellationToken);

        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
    }

    [Fact]
    public async Task Get_WhenByVersion_MayBeKeptForEver()
    {
        string name = await ApiHost.CreatePromptAsync(_client);

        using HttpResponseMessage response = await _client.GetAsync(
            $"/api/prompts/general/{name}?version=1", TestContext.Current.CancellationToken);

        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?version=1&label=latest")]
    [InlineData("?version=0")]
    [InlineData("?version=x")]
    [InlineData("?format=yaml")]
    public async Task Get_WhenQueryMakesNoSense_Is400(string query)
    {
        string name = await ApiHost.CreatePromptAsync(_client);

        using HttpResponseMessage response = await _client.GetAsync(
            $"/api/prompts/general/{name}{query}", TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData("?version=99")]
    [InlineData("?label=nowhere")]
    public async Task Get_WhenVersionIsUnknown_Is404(string query)
    {
        string name = await ApiHost.CreatePromptAsync(_client);

        using HttpResponseMessage response = await _client.GetAsync(
            $"/api/prompts/general/{name}{query}", TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, "version_not_found");
    }

    [Fact]
    public async Task RenderAndDiff_WhenThereIsNoEntry_SayThatAndNotThatAVersionIsMissing()
    {
        string path = $"/api/prompts/general/{ApiHost.NewName()}";

        using HttpResponseMessage rendered = await _client.PostAsJsonAsync(
            $"{path}/render", new { variables = new { } }, TestContext.Current.CancellationToken);
        using HttpResponseMessage compared = await _client.GetAsync($"{path}/diff?from=1&to=2", TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(rendered, HttpStatusCode.NotFound, "entry_not_found");
        await ProblemAssert.IsAsync(compared, HttpStatusCode.NotFound, "entry_not_found");
    }

    [Fact]
    public async Task Get_WhenMarkdownIsAccepted_GivesTheAuthoredForm()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/prompts/workflows/extract_questionnaire");
        request.Headers.Accept.ParseAdd("text/markdown");

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("text/markdown", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith(
            "---\n", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WhenMinPositionIsFarAhead_Is503WithRetryAfter()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/prompts/workflows/extract_questionnaire");
        request.Headers.Add("PromptIntel-Min-Position", "999999999");

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.ServiceUnavailable, "behind_position");
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Get_WhenMinPositionIsThatOfAnUpdate_IsAnswered()
    {
        string name = await ApiHost.CreatePromptAsync(_client);
        using HttpResponseMessage update = await _client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content = "Hi {{name}}" }, TestContext.Current.CancellationToken);
        long position = (await ApiHost.ReadAsync(update)).GetProperty("position").GetInt64();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/prompts/general/{name}");
        request.Headers.Add("PromptIntel-Min-Position", $"{position}");

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(2, (await ApiHost.ReadAsync(response)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Changes_WhenResumedByLastEventId_GoOnAfterIt()
    {
        string name = await ApiHost.CreatePromptAsync(_client);
        using HttpResponseMessage update = await _client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content = "Hi {{name}}" }, TestContext.Current.CancellationToken);
        long position = (await ApiHost.ReadAsync(update)).GetProperty("position").GetInt64();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/changes");
        request.Headers.Add("Last-Event-ID", $"{position - 1}");

        using HttpResponseMessage response = await _client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        string[] lines = [await LineAsync(reader), await LineAsync(reader), await LineAsync(reader)];

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"id: {position}", lines[0]);
        Assert.Equal("event: change", lines[1]);
        Assert.Equal(name, JsonElement.Parse(lines[2]["data: ".Length..]).GetProperty("name").GetString());
    }

    private static async Task<string> LineAsync(StreamReader reader) =>
        await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
}
