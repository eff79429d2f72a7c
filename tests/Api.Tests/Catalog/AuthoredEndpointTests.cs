using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Catalog;

public class AuthoredEndpointTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    [Fact]
    public async Task Put_OfTheEditedText_AppendsAVersion_AndTheTagGuardsIt()
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";
        (string text, string tag) = await GetAsync(path);

        using HttpResponseMessage put = await PutAsync($"{path}?change_note=warmer", text.Replace("Hello", "Good morning", StringComparison.Ordinal), tag);
        using HttpResponseMessage stale = await PutAsync(path, text, tag);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(2, (await ApiHost.ReadAsync(put)).GetProperty("version").GetInt32());
        await ProblemAssert.IsAsync(stale, HttpStatusCode.PreconditionFailed, "precondition_failed");
        (string after, string newTag) = await GetAsync(path);
        Assert.Contains("Good morning {{name}}", after, StringComparison.Ordinal);
        Assert.Equal(put.Headers.ETag!.Tag, newTag);
        JsonElement versions = await ApiHost.ReadAsync(await _client.GetAsync($"{path}/versions", TestContext.Current.CancellationToken));
        Assert.Equal("warmer", versions.GetProperty("items")[0].GetProperty("change_note").GetString());
    }

    [Fact]
    public async Task Put_WithoutTag_NeedsNone()
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";
        (string text, _) = await GetAsync(path);

        using HttpResponseMessage put = await PutAsync(path, text, null);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
    }

    [Fact]
    public async Task Put_WhenTheTextDoesNotParse_Is422_AndOfAnUnknownEntry404()
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";

        using HttpResponseMessage broken = await PutAsync(path, "---\ndescription: One.\ncolour: red\n---\nuser:\nHello\n", null);
        using HttpResponseMessage unknown = await PutAsync("/api/prompts/general/nobody-knows-it", "Hello", null);

        await ProblemAssert.IsAsync(broken, HttpStatusCode.UnprocessableEntity, "invalid_content");
        await ProblemAssert.IsAsync(unknown, HttpStatusCode.NotFound, "entry_not_found");
    }

    private async Task<(string Text, string Tag)> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/markdown"));
        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.ETag!.Tag);
    }

    private Task<HttpResponseMessage> PutAsync(string path, string text, string? tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(text, Encoding.UTF8, "text/markdown") };
        if (tag is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(tag));
        }

        return _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
