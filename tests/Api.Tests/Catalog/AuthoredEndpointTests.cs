using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
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

        using HttpResponseMessage put = await PutAsync(
            $"{path}?change_note=warmer", text.Replace("Hello", "Good morning", StringComparison.Ordinal), tag);
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
    public async Task Put_WhenTheTextDoesNotParse_Is422()
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";

        using HttpResponseMessage broken = await PutAsync(path, "---\ndescription: One.\ncolour: red\n---\nuser:\nHello\n", null);

        await ProblemAssert.IsAsync(broken, HttpStatusCode.UnprocessableEntity, "invalid_content");
    }

    [Fact]
    public async Task Put_WhereNothingStands_CreatesAndSaysWhatItAssumed_AndTheNextPutAppends()
    {
        string path = $"/api/prompts/general/{ApiHost.NewName()}";

        using HttpResponseMessage put = await PutAsync(path, "# Gruß aus Zürich\n\nHello {{name}}, it's 東京.\n", null);
        using HttpResponseMessage next = await PutAsync(path, "Good morning {{name}}", null);

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(path, put.Headers.Location!.OriginalString);
        JsonElement answer = await ApiHost.ReadAsync(put);
        Assert.Equal(
            ["type: text", "description: Gruß aus Zürich", "variables: name (string, required)"],
            answer.GetProperty("assumed").EnumerateArray().Select(sentence => sentence.GetString()));
        Assert.Equal((HttpStatusCode.OK, 2), (next.StatusCode, (await ApiHost.ReadAsync(next)).GetProperty("version").GetInt32()));
        (string text, _) = await GetAsync($"{path}?version=1");
        Assert.Contains("Hello {{name}}, it's 東京.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_OfYamlWhereNothingStands_CreatesWhatItSaysItIs()
    {
        string path = $"/api/prompts/general/{ApiHost.NewName()}";

        using HttpResponseMessage put = await PutAsync(
            path, "kind: config\ndescription: Places.\ndata:\n  tables: 12\n", null, "application/yaml");

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal("config", (await ApiHost.ReadAsync(put)).GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("description: Of no kind.\nstages: []\n", "kind")]
    [InlineData("kind: recipes\nstages: []\n", "kind")]
    [InlineData("kind: recipe\nstages: [\n", "$")]
    [InlineData("Hello {{name}}", "$")]
    public async Task Put_OfYamlThatDoesNotSayWhatItIs_IsRefused(string text, string field)
    {
        string path = $"/api/prompts/general/{ApiHost.NewName()}";

        using HttpResponseMessage put = await PutAsync(path, text, null, "application/yaml");

        JsonElement problem = await ProblemAssert.IsAsync(put, HttpStatusCode.UnprocessableEntity, "invalid_content");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Put_OfJson_HasTheFieldsOfTheText_AndIsGuardedTheSame()
    {
        string path = $"/api/prompts/general/{ApiHost.NewName()}";
        const string Content =
            """
            {"description":"Greets.","tags":["a"],"type":"chat","messages":[{"role":"user","content":"Gr\u00fc\u00df Gott {{name}}"}],
              "variables":{"type":"object","properties":{"name":{"type":"string"}}}}
            """;

        using HttpResponseMessage put = await PutAsync(path, Content, null, "application/json");
        using HttpResponseMessage stale = await PutAsync(path, "\"Hello {{name}}\"", "\"1-0\"", "application/json; charset=utf-8");
        using HttpResponseMessage next = await PutAsync(path, "\"Hello {{name}}\"", put.Headers.ETag!.Tag, "application/json");

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        await ProblemAssert.IsAsync(stale, HttpStatusCode.PreconditionFailed, "precondition_failed");
        Assert.Equal((HttpStatusCode.OK, 2), (next.StatusCode, (await ApiHost.ReadAsync(next)).GetProperty("version").GetInt32()));
        (string text, _) = await GetAsync($"{path}?version=1");
        Assert.Contains("description: Greets.", text, StringComparison.Ordinal);
        Assert.Contains("Grüß Gott {{name}}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"type\":", HttpStatusCode.BadRequest, "invalid_json")]
    [InlineData("{\"type\":\"text\",\"type\":\"chat\"}", HttpStatusCode.BadRequest, "invalid_json")]
    [InlineData("[]", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("\"\\ud83d\"", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"a\\u0000\"}]}", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("{\"content\":\"Hello\"}", HttpStatusCode.UnprocessableEntity, "invalid_content")]
    [InlineData("\"\"", HttpStatusCode.UnprocessableEntity, "invalid_content")]
    public async Task Put_OfJsonThatIsNoContent_IsRefused(string body, HttpStatusCode status, string code)
    {
        using HttpResponseMessage put = await PutAsync($"/api/prompts/general/{ApiHost.NewName()}", body, null, "application/json");

        await ProblemAssert.IsAsync(put, status, code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\n")]
    public async Task Put_OfNothing_IsRefused_AndKeepsWhatStands(string text)
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";

        using HttpResponseMessage put = await PutAsync(path, text, null);

        await ProblemAssert.IsAsync(put, HttpStatusCode.UnprocessableEntity, "invalid_content");
        (string standing, _) = await GetAsync(path);
        Assert.Contains("{{name}}", standing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WithIfNoneMatch_CreatesOnlyWhereNothingStands()
    {
        string path = $"/api/prompts/general/{ApiHost.NewName()}";

        using HttpResponseMessage first = await PutNewAsync(path, "Hello");
        using HttpResponseMessage second = await PutNewAsync(path, "Good morning");
        using HttpResponseMessage guarded = await PutAsync($"/api/prompts/general/{ApiHost.NewName()}", "Hello", "\"1-a\"");

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await ProblemAssert.IsAsync(second, HttpStatusCode.PreconditionFailed, "precondition_failed");
        await ProblemAssert.IsAsync(guarded, HttpStatusCode.PreconditionFailed, "precondition_failed");
    }

    [Theory]
    [InlineData("{\"type\":\"text\",\"prompt\":\"Hello\",\"labels\":[\"production\"],\"config\":{}}", "Langfuse")]
    [InlineData("name: Greet\ntemplate: Hello\ntemplate_format: handlebars\n", "Semantic Kernel")]
    [InlineData("---\nmodel:\n  api: chat\n---\nsystem:\nHello\n", "Prompty")]
    public async Task Put_OfAForeignFormat_NamesItAndKeepsWhatStands(string text, string format)
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";

        using HttpResponseMessage existing = await PutAsync(path, text, null);
        using HttpResponseMessage created = await PutAsync($"/api/prompts/general/{ApiHost.NewName()}", text, null);

        Assert.Contains(format, await existing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await ProblemAssert.IsAsync(existing, HttpStatusCode.UnprocessableEntity, "foreign_format");
        await ProblemAssert.IsAsync(created, HttpStatusCode.UnprocessableEntity, "foreign_format");
    }

    [Fact]
    public async Task Put_OfTheTextOfAnotherEntry_Is422ByName()
    {
        (string text, _) = await GetAsync($"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}");

        using HttpResponseMessage put = await PutAsync($"/api/prompts/general/{ApiHost.NewName()}", text, null);

        await ProblemAssert.IsAsync(put, HttpStatusCode.UnprocessableEntity, "invalid_content");
        Assert.Equal(["name"], (await ApiHost.ReadAsync(put)).GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Create_WithMoreThanAnEntryHolds_Is422ByName()
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts",
            new
            {
                @namespace = "general",
                name = ApiHost.NewName(),
                content = "Hello",
                description = new string('d', 2_001),
                tags = new[] { "ok", new string('t', 65) },
                change_note = new string('n', 2_001),
            },
            TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.UnprocessableEntity, "invalid_content");
        Assert.Equal(
            ["change_note", "description", "tags[1]"],
            (await ApiHost.ReadAsync(response)).GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task Put_OfBytesThatAreNotUtf8_NamesTheLine()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/prompts/general/{ApiHost.NewName()}");
        request.Content = new ByteArrayContent([.. "Hello\nZ"u8, 0xFC, .. "rich"u8]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/markdown");

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains(
            "line 2", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Import_OfLinesThatCannotBeKept_RefusesThemAndTakesTheOthers()
    {
        string name = ApiHost.NewName();
        string body = string.Join('\n', new[] { "x", "x \\ud83d", "A\\u0000B", "y" }.Select(
            (text, index) => $$"""{"namespace":"general","name":"{{name}}-{{index}}","content":"{{text}}"}"""));

        using HttpResponseMessage response = await _client.PostAsync(
            "/api/prompts/import", new StringContent(body, Encoding.UTF8, "application/x-ndjson"), TestContext.Current.CancellationToken);

        JsonElement answer = await ApiHost.ReadAsync(response);
        Assert.Equal((2, 2), (answer.GetProperty("created").GetInt32(), answer.GetProperty("refused").GetInt32()));
    }

    private async Task<HttpResponseMessage> PutNewAsync(string path, string text)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(text, Encoding.UTF8, "text/markdown") };
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<(string Text, string Tag)> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/markdown"));
        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.ETag!.Tag);
    }

    private Task<HttpResponseMessage> PutAsync(string path, string text, string? tag, string type = "text/markdown")
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = new StringContent(text, MediaTypeHeaderValue.Parse(type)),
        };
        if (tag is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(tag));
        }

        return _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
