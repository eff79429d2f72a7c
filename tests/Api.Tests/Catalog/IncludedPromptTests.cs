using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Catalog;

/// <summary>Shared text over HTTP: everybody gets the new one from the next request on.</summary>
public sealed class IncludedPromptTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_AfterTheIncludedChanged_GivesTheNewText_WithAnotherETag_ByVersionToo()
    {
        string tone = await ApiHost.CreatePromptAsync(_client, "Be kind, {{name}}.");
        string main = await ApiHost.CreatePromptAsync(_client, $"{{{{> general/{tone}}}}} Go on.");
        string path = $"/api/prompts/general/{main}?version=1";
        using HttpResponseMessage before = await _client.GetAsync(path, Token);

        await UpdateAsync(tone, "Be brief, {{name}}.");
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(before.Headers.ETag!);
        using HttpResponseMessage after = await _client.SendAsync(again, Token);
        JsonElement body = await ApiHost.ReadAsync(after);

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.True(after.Headers.CacheControl!.NoCache);
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.Equal(
            "Be brief, {{name}}. Go on.",
            body.GetProperty("composed").GetProperty("content").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal(2, body.GetProperty("composed").GetProperty("includes")[0].GetProperty("version").GetInt32());
        Assert.Contains(
            "{{> general/",
            body.GetProperty("content").GetProperty("messages")[0].GetProperty("content").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_FillsTheIncludedText()
    {
        string tone = await ApiHost.CreatePromptAsync(_client, "Be kind, {{name}}.");
        string main = await ApiHost.CreatePromptAsync(_client, $"{{{{> general/{tone}}}}} Go on.");

        using HttpResponseMessage rendered = await _client.PostAsJsonAsync(
            $"/api/prompts/general/{main}/render", new { variables = new { name = "Ada" } }, Token);

        Assert.Equal(
            "Be kind, Ada. Go on.", (await ApiHost.ReadAsync(rendered)).GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Put_WithTheETagOfAReadBeforeTheIncludedChanged_IsWritten()
    {
        string tone = await ApiHost.CreatePromptAsync(_client, "Be kind, {{name}}.");
        string main = await ApiHost.CreatePromptAsync(_client, $"{{{{> general/{tone}}}}} Go on.");
        using HttpResponseMessage read = await _client.GetAsync($"/api/prompts/general/{main}", Token);
        await UpdateAsync(tone, "Be brief, {{name}}.");
        using var put = new HttpRequestMessage(HttpMethod.Put, $"/api/prompts/general/{main}")
        {
            Content = new StringContent($"{{{{> general/{tone}}}}} Stop, {{{{name}}}}.", null, "text/markdown"),
        };
        put.Headers.IfMatch.Add(read.Headers.ETag!);

        using HttpResponseMessage written = await _client.SendAsync(put, Token);

        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
    }

    [Fact]
    public async Task Update_ThatWouldIncludeItself_Is422AndNamesThePlace()
    {
        string tone = await ApiHost.CreatePromptAsync(_client, "Be kind.");
        string main = await ApiHost.CreatePromptAsync(_client, $"{{{{> general/{tone}}}}}");

        using HttpResponseMessage refused = await _client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name = tone, content = $"a {{{{> general/{main}}}}}" }, Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("line 1, column 3", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private async Task UpdateAsync(string name, string content)
    {
        using HttpResponseMessage updated = await _client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content }, Token);
        Assert.Equal(HttpStatusCode.OK, updated.StatusCode);
    }
}
