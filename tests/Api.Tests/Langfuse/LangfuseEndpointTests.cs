using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

using PromptIntel.Api.Langfuse;
using PromptIntel.Api.Tests.Auth;

namespace PromptIntel.Api.Tests.Langfuse;

/// <summary>What the official client does not show: refusals, the key as a password, and what is not Langfuse's stays.</summary>
public sealed class LangfuseEndpointTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    private const string Prompts = "/api/public/v2/prompts";

    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task BasicKey_IsOneBelowThePublicPathOnly()
    {
        using HttpClient client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"any:{GuardedHost.KeyOf("reader")}")));

        using HttpResponseMessage there = await client.GetAsync(Prompts, Cancellation);
        using HttpResponseMessage elsewhere = await client.GetAsync("/api/prompts/catalog", Cancellation);

        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Basic YTo=")]
    [InlineData("Basic YTp3cm9uZw==")]
    public async Task BasicKey_WhenItIsNone_Is401InLangfusesWords(string header)
    {
        using HttpClient client = host.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);

        using HttpResponseMessage response = await client.GetAsync(Prompts, Cancellation);

        await IsRefusedAsync(response, HttpStatusCode.Unauthorized, "unauthorized", "X-API-Key");
        Assert.DoesNotContain("Basic", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name": "a", "prompt": "x", "lables": []}""", "unknown_field", "lables")]
    [InlineData("""{"name": "a"}""", "invalid_request", "prompt: is required")]
    [InlineData("""{"name": "/a", "prompt": "x"}""", "invalid_request", "name: must be a path")]
    [InlineData("""{"name": "a", "prompt": [{"role": "user", "content": "x"}]}""", "invalid_request", "prompt: must be a text")]
    [InlineData("""{"name": "a", "type": "chat", "prompt": []}""", "invalid_request", "prompt: Must be a text, or a list")]
    [InlineData("""{"name": "a", "type": "chat", "prompt": [{"role": "user"}]}""", "invalid_request", "prompt[0]")]
    [InlineData(
        """{"name": "a", "type": "chat", "prompt": [{"role": "user", "content": "x", "tool": 1}]}""", "invalid_request", "prompt[0].tool")]
    [InlineData("""{"name": "a", "prompt": "x", "config": [1]}""", "invalid_request", "config: Must be an object")]
    [InlineData("""{"name": "a", "prompt": "x", "labels": ["1.0"]}""", "invalid_request", "label")]
    [InlineData("""{"name": "a", "prompt": "@@@langfusePrompt:name=a|version=x@@@"}""", "invalid_request", "line 1, column 1")]
    [InlineData("""{"name": "a", "prompt": "@@@langfusePrompt:name=none|version=1@@@"}""", "invalid_request", "no text prompt 'none'")]
    public async Task Create_WhenItCannotBeSaidHere_Is400AndNamesTheField(string body, string code, string named)
    {
        using HttpClient client = host.ClientFor("publisher");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await client.PostAsync(Prompts, content, Cancellation);

        await IsRefusedAsync(response, HttpStatusCode.BadRequest, code, named);
    }

    [Theory]
    [InlineData("""{"name": "a", "prompt": "{{#if x}}"}""", "not closed")]
    [InlineData("""{"name": "a", "prompt": "{{two words}}"}""", "helper")]
    [InlineData("""{"name": "a", "type": "chat", "prompt": [{"role": "developer", "content": "x"}]}""", "messages[0].role")]
    [InlineData("""{"name": "a", "prompt": "@@@langfusePrompt:name=none|label=production@@@"}""", "no prompt general/none")]
    public async Task Create_WhenTheCatalogRefusesIt_SaysWhatIsWrong(string body, string named)
    {
        using HttpClient client = host.ClientFor("publisher");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await client.PostAsync(Prompts, content, Cancellation);

        await IsRefusedAsync(response, HttpStatusCode.UnprocessableEntity, "invalid_content", named);
    }

    [Fact]
    public async Task Route_WhenLangfuseHasItAndThisServiceNot_Is404InLangfusesWords()
    {
        using HttpClient client = host.ClientFor("publisher");

        using HttpResponseMessage response = await client.PostAsJsonAsync(
            "/api/public/ingestion", new { batch = Array.Empty<int>() }, Cancellation);

        await IsRefusedAsync(response, HttpStatusCode.NotFound, "route_not_found", "not a route");
    }

    [Fact]
    public async Task Create_OverAPromptWithAModel_LeavesWhatLangfuseHasNoWordFor()
    {
        using HttpClient client = host.ClientFor("publisher");
        string name = ApiHost.NewName();
        string authored = $$$"""
            ---
            description: Greets.
            model: openai/gpt-4o
            parameters: { temperature: 0.2 }
            type: text
            variables: { type: object, properties: { name: { type: string, maxLength: 20 } } }
            config: { team: red }
            ---
            Hello {{name}}
            """;
        using var markdown = new StringContent(authored, Encoding.UTF8, "text/markdown");
        (await client.PutAsync($"/api/prompts/general/{name}", markdown, Cancellation)).EnsureSuccessStatusCode();
        JsonElement read = await client.GetFromJsonAsync<JsonElement>($"{Prompts}/{name}", Cancellation);

        using HttpResponseMessage written = await client.PostAsJsonAsync(
            Prompts, new { name, prompt = "Hi {{name}}", config = read.GetProperty("config"), labels = new[] { "production" } },
            Cancellation);

        Assert.Equal(
            """{"team":"red","model":"openai/gpt-4o","temperature":0.2}""", JsonSerializer.Serialize(read.GetProperty("config")));
        Assert.Equal(HttpStatusCode.Created, written.StatusCode);
        JsonElement entry = await client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}", Cancellation);
        JsonElement content = entry.GetProperty("content");
        Assert.Equal("openai/gpt-4o", content.GetProperty("model").GetString());
        Assert.Equal("""{"team":"red"}""", JsonSerializer.Serialize(content.GetProperty("config")));
        JsonElement variable = content.GetProperty("variables").GetProperty("properties").GetProperty("name");
        Assert.Equal(20, variable.GetProperty("maxLength").GetInt32());
        Assert.Equal("Greets.", entry.GetProperty("description").GetString());
    }

    [Fact]
    public async Task Name_WithASlashOrAPercentSign_IsReadAsItWasWritten()
    {
        using HttpClient client = host.ClientFor("publisher");
        string folder = ApiHost.NewName();

        foreach (string name in new[] { $"{folder}/a/b", $"{folder}%2Fa", $"Größe/{folder}" })
        {
            using HttpResponseMessage created = await client.PostAsJsonAsync(Prompts, new { name, prompt = name }, Cancellation);
            JsonElement read = await client.GetFromJsonAsync<JsonElement>($"{Prompts}/{Uri.EscapeDataString(name)}", Cancellation);

            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            Assert.Equal((name, name), (read.GetProperty("name").GetString(), read.GetProperty("prompt").GetString()));
        }
    }

    [Fact]
    public async Task Create_ByWhoMayNotPublish_WritesAndMovesNoLabel()
    {
        using HttpClient publisher = host.ClientFor("publisher");
        using HttpClient editor = host.ClientFor("editor");
        string name = ApiHost.NewName();
        await publisher.PostAsJsonAsync(Prompts, new { name, prompt = "one", labels = new[] { "production" } }, Cancellation);

        using HttpResponseMessage draft = await editor.PostAsJsonAsync(Prompts, new { name, prompt = "two" }, Cancellation);
        using HttpResponseMessage published = await editor.PostAsJsonAsync(
            Prompts, new { name, prompt = "three", labels = new[] { "production" } }, Cancellation);

        Assert.Equal(HttpStatusCode.Created, draft.StatusCode);
        await IsRefusedAsync(published, HttpStatusCode.Forbidden, "forbidden", "");
        JsonElement read = await publisher.GetFromJsonAsync<JsonElement>($"{Prompts}/{name}", Cancellation);
        Assert.Equal("one", read.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task Create_OfWhatWasDeleted_IsAFirstVersion_WhichEverybodyGets()
    {
        using HttpClient publisher = host.ClientFor("publisher");
        string name = ApiHost.NewName();
        await publisher.PostAsJsonAsync(Prompts, new { name, prompt = "deleted", labels = new[] { "production" } }, Cancellation);
        (await publisher.DeleteAsync($"{Prompts}/{name}", Cancellation)).EnsureSuccessStatusCode();

        using HttpResponseMessage between = await publisher.GetAsync($"{Prompts}/{name}", Cancellation);
        using HttpResponseMessage created = await publisher.PostAsJsonAsync(Prompts, new { name, prompt = "new" }, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, between.StatusCode);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        JsonElement read = await publisher.GetFromJsonAsync<JsonElement>($"{Prompts}/{name}", Cancellation);
        Assert.Equal("new", read.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task Version_ThatCannotBeUsed_IsListedWithItsPrompt_AndTakesNoLabel()
    {
        const string Sound = """{"format_version":1,"type":"chat","messages":[{"role":"user","content":"Hello"}]}""";
        const string Unsound = """{"format_version":1,"type":"text","messages":[],"colour":"red"}""";
        using HttpClient client = host.ClientFor("publisher");
        string name = ApiHost.NewName();
        string versions = string.Join(',', new[] { Sound, Unsound }.Select((body, index) => $$"""
            {"version":{{index + 1}},"description":"D.","tags":[],"content":{{body}},"created_at":"2026-01-01T00:00:00Z"}
            """));
        using var line = new StringContent(
            $$"""{"namespace":"general","name":"{{name}}","kind":"prompt","labels":{"production":1},"versions":[{{versions}}]}""",
            Encoding.UTF8, "application/json");
        using HttpResponseMessage imported = await client.PostAsync("/api/prompts/import", line, Cancellation);
        Assert.Equal("success", (await ApiHost.ReadAsync(imported)).GetProperty("status").GetString());

        JsonElement list = await client.GetFromJsonAsync<JsonElement>($"{Prompts}?name={name}", Cancellation);
        using HttpResponseMessage read = await client.GetAsync($"{Prompts}/{name}?version=2", Cancellation);
        using HttpResponseMessage labelled = await client.PatchAsJsonAsync(
            $"{Prompts}/{name}/versions/2", new { newLabels = Array.Empty<string>() }, Cancellation);

        JsonElement item = Assert.Single(list.GetProperty("data").EnumerateArray());
        Assert.Equal((name, "chat", 2), (
            item.GetProperty("name").GetString(), item.GetProperty("type").GetString(), item.GetProperty("versions").GetArrayLength()));
        await IsRefusedAsync(read, HttpStatusCode.UnprocessableEntity, "unusable_version", "");
        await IsRefusedAsync(labelled, HttpStatusCode.UnprocessableEntity, "unusable_version", "");
    }

    [Theory]
    [InlineData("support/", 1)]
    [InlineData("support", 0)]
    [InlineData("/", 0)]
    [InlineData("", 0)]
    public async Task List_ByName_IsTheOneThatIsCalledSo(string folder, int found)
    {
        using HttpClient client = host.ClientFor("publisher");
        string name = ApiHost.NewName();
        await client.PostAsJsonAsync(Prompts, new { name = $"support/{name}", prompt = "x" }, Cancellation);

        JsonElement list = await client.GetFromJsonAsync<JsonElement>(
            $"{Prompts}?name={Uri.EscapeDataString(folder + name)}", Cancellation);

        Assert.Equal(found, list.GetProperty("data").GetArrayLength());
        Assert.Equal(found, list.GetProperty("meta").GetProperty("totalItems").GetInt32());
    }

    [Theory]
    [InlineData("/api/public/v2/prompts/a%2Fb", "a/b")]
    [InlineData("/behind/a/proxy/api/public/v2/prompts/a%2Fb/versions/3", "a/b")]
    [InlineData("http://localhost/api/public/V2/Prompts/a%252Fb?label=x/y", "a%2Fb")]
    [InlineData("", "routed")]
    public void Name_IsWhatStandsBehindPromptsInThePath_WhereverThatIs(string target, string name)
    {
        var http = new DefaultHttpContext();
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;

        Assert.Equal(name, LangfuseMapping.NameIn(http, "routed"));
    }

    private static async Task IsRefusedAsync(HttpResponseMessage response, HttpStatusCode status, string code, string named)
    {
        JsonElement body = await ApiHost.ReadAsync(response);
        Assert.True(status == response.StatusCode, body.GetRawText());
        Assert.Equal(["message", "error"], body.EnumerateObject().Select(field => field.Name));
        Assert.Equal(code, body.GetProperty("error").GetString());
        Assert.Contains(named, body.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
