using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

/// <summary>A text is checked, filled and run before it is stored.</summary>
public sealed class PromptPreviewTests(ApiHost host)
{
    private const int DraftVersion = 999_999_999;

    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preview_OfATextThatFits_SaysWhatWouldBeAskedAndWritesNothing()
    {
        string name = await ApiHost.CreatePromptAsync(_client);

        JsonElement preview = await PreviewAsync(
            new { @namespace = "general", name, content = "Bye {{name}}", variables = new { name = "Ada" } });

        Assert.Equal(2, preview.GetProperty("version").GetInt32());
        Assert.Empty(preview.GetProperty("problems").EnumerateArray());
        Assert.Equal("Bye Ada", preview.GetProperty("question").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.True(preview.GetProperty("question").GetProperty("input_tokens").GetInt32() > 0);
        Assert.Equal(1, await LatestAsync(name));
    }

    [Fact]
    public async Task Preview_OfATextThatIsBroken_SaysWhere()
    {
        string name = await ApiHost.CreatePromptAsync(_client);

        JsonElement preview = await PreviewAsync(
            new { @namespace = "general", name, content = "---\ndescription: A.\ntype: text\nno_such: 1\n---\nHi\n" });

        JsonElement problem = Assert.Single(preview.GetProperty("problems").EnumerateArray());
        Assert.Equal("no_such", problem.GetProperty("field").GetString());
        Assert.Equal(4, problem.GetProperty("line").GetInt32());
        Assert.Equal(JsonValueKind.Null, preview.GetProperty("question").ValueKind);
    }

    [Fact]
    public async Task Preview_WhenAVariableIsMissing_SaysWhich()
    {
        string name = ApiHost.NewName();

        JsonElement preview = await PreviewAsync(new
        {
            @namespace = "general",
            name,
            content = "---\ndescription: A.\ntype: text\nvariables: {type: object, required: [who], properties: {who: {type: string}}}\n"
                + "---\nHi {{who}}\n",
            variables = new { },
        });

        Assert.Equal(1, preview.GetProperty("version").GetInt32());
        Assert.Contains("who", preview.GetProperty("refusal").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_OfWhatIsNoPrompt_IsRefused()
    {
        using HttpResponseMessage answer = await _client.PostAsJsonAsync(
            "/api/prompts/preview", new { @namespace = "workflows", name = "email_triage", content = "x" }, Token);

        await ProblemAssert.IsAsync(answer, HttpStatusCode.UnprocessableEntity, "invalid_request");
    }

    [Fact]
    public async Task Execute_OfADraft_RunsItAndKeepsItOutOfTheCatalog()
    {
        string name = await ApiHost.CreatePromptAsync(_client);

        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            $"/api/prompts/general/{name}/execute", new { content = "Bye {{name}}", variables = new { name = "Ada" } }, Token);
        JsonElement run = await ApiHost.ReadAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(DraftVersion, run.GetProperty("version").GetInt32());
        Assert.Equal(1, await LatestAsync(name));
    }

    [Fact]
    public async Task Execute_OfADraftThatIsBroken_IsRefusedWithItsPlace()
    {
        string name = await ApiHost.CreatePromptAsync(_client);

        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            $"/api/prompts/general/{name}/execute", new { content = "Bye {{#if}}" }, Token);

        await ProblemAssert.IsAsync(response, HttpStatusCode.UnprocessableEntity, "invalid_content");
    }

    [Theory]
    [InlineData("""{"content": "x", "version": 1}""", "content")]
    [InlineData("""{"content": 7}""", "content")]
    public async Task Execute_WhenContentIsWrong_NamesTheField(string body, string field)
    {
        string name = await ApiHost.CreatePromptAsync(_client);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await _client.PostAsync($"/api/prompts/general/{name}/execute", content, Token);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Execute_WithAnotherModel_IsRecordedAsOfADraft()
    {
        string name = await ApiHost.CreatePromptAsync(_client);

        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            $"/api/prompts/general/{name}/execute", new { variables = new { name = "Ada" }, model = "default" }, Token);
        JsonElement run = await ApiHost.ReadAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(DraftVersion, run.GetProperty("version").GetInt32());
    }

    private async Task<JsonElement> PreviewAsync(object request)
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync("/api/prompts/preview", request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await ApiHost.ReadAsync(response);
    }

    private async Task<int> LatestAsync(string name)
    {
        JsonElement versions = await _client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}/versions", Token);
        return versions.GetProperty("total").GetInt32();
    }
}
