using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Catalog;

/// <summary>What may be served, whichever way it came; and the way back for what was archived.</summary>
public class DoorTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    [Fact]
    public async Task DeleteProduction_NamesAnotherVersion_OrIsRefused()
    {
        string path = await CreateAsync();
        await OkAsync(UpdateAsync(path, "Staged {{name}}", "staging"));

        using HttpResponseMessage refused = await _client.DeleteAsync($"{path}/labels/production", Token);
        using HttpResponseMessage stale = await DeleteAsync($"{path}/labels/production", "\"2\"");
        using HttpResponseMessage unknown = await _client.DeleteAsync($"{path}/labels/production?version=9", Token);
        using HttpResponseMessage none = await _client.DeleteAsync($"{path}/labels/production?version=0", Token);
        using HttpResponseMessage other = await _client.DeleteAsync($"{path}/labels/staging?version=1", Token);

        JsonElement problem = await ProblemAssert.IsAsync(refused, HttpStatusCode.Conflict, "label_required");
        Assert.Contains("PUT", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await ProblemAssert.IsAsync(stale, HttpStatusCode.PreconditionFailed, "precondition_failed");
        await ProblemAssert.IsAsync(unknown, HttpStatusCode.NotFound, "version_not_found");
        await ProblemAssert.IsAsync(none, HttpStatusCode.BadRequest, "invalid_request");
        await ProblemAssert.IsAsync(other, HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(1, await CurrentAsync(path));
        using HttpResponseMessage moved = await _client.DeleteAsync($"{path}/labels/production?version=2", Token);
        Assert.Equal(HttpStatusCode.NoContent, moved.StatusCode);
        Assert.Equal(2, await CurrentAsync(path));
    }

    [Fact]
    public async Task Update_ThatOnlyStages_PublishesNothing_AlsoWithoutTheLabelProduction()
    {
        string name = $"t{Guid.CreateVersion7():N}";
        await OkAsync(PostAsync("/api/prompts", new { @namespace = "general", name, content = "one", labels = new[] { "staging" } }));
        string path = $"/api/prompts/general/{name}";

        await OkAsync(UpdateAsync(path, "two", "staging"));
        await OkAsync(UpdateAsync(path, "three"));
        await OkAsync(PostAsync(
            "/api/prompts/update",
            new { @namespace = "general", name, suggestions = new[] { "shorter" }, labels = Array.Empty<string>() }));

        Assert.Equal(3, await CurrentAsync(path));
    }

    [Fact]
    public async Task Restore_BringsBackWhatWasThere()
    {
        string path = await CreateAsync();
        await OkAsync(UpdateAsync(path, "Two {{name}}", "staging"));
        using HttpResponseMessage archived = await _client.DeleteAsync(path, Token);
        using HttpResponseMessage again = await _client.DeleteAsync(path, Token);

        using HttpResponseMessage restored = await _client.PostAsync($"{path}/restore", null, Token);
        using HttpResponseMessage twice = await _client.PostAsync($"{path}/restore", null, Token);
        using HttpResponseMessage unknown = await _client.PostAsync("/api/prompts/general/nobody-knows-it/restore", null, Token);

        Assert.Equal(HttpStatusCode.NoContent, archived.StatusCode);
        await ProblemAssert.IsAsync(again, HttpStatusCode.NotFound, "entry_not_found");
        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        Assert.Equal(HttpStatusCode.OK, twice.StatusCode);
        await ProblemAssert.IsAsync(unknown, HttpStatusCode.NotFound, "entry_not_found");
        Assert.Equal(1, await CurrentAsync(path));
        Assert.Equal(2, (await GetAsync($"{path}?label=staging")).GetProperty("version").GetInt32());
        JsonElement list = await GetAsync("/api/prompts/catalog?namespace=general");
        Assert.Contains(
            list.GetProperty("catalog").GetProperty("general").EnumerateArray(),
            item => path.EndsWith(item.GetProperty("name").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Archived_SaysSo_AndCreateBringsItBackWithItsNextVersion()
    {
        string path = await CreateAsync();
        string name = path.Split('/')[^1];
        await OkAsync(_client.DeleteAsync(path, Token));

        using HttpResponseMessage updated = await UpdateAsync(path, "two");
        using HttpResponseMessage put = await _client.PutAsync(path, new StringContent("two", Encoding.UTF8, "text/plain"), Token);
        using HttpResponseMessage labelled = await _client.PutAsJsonAsync($"{path}/labels/production", new { version = 1 }, Token);
        using HttpResponseMessage suggested = await PostAsync($"{path}/suggestions", new { text = "shorter" });

        foreach (HttpResponseMessage refused in new[] { updated, put, labelled, suggested })
        {
            JsonElement problem = await ProblemAssert.IsAsync(refused, HttpStatusCode.Conflict, "archived");
            Assert.Contains($"{path}/restore", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using HttpResponseMessage created = await PostAsync("/api/prompts", new { @namespace = "general", name, content = "Two" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(2, (await ApiHost.ReadAsync(created)).GetProperty("version").GetInt32());
        Assert.Equal(2, await CurrentAsync(path));
        Assert.Equal(1, (await GetAsync($"{path}?version=1")).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Restore_WhenWhatItNeedsIsGone_IsRefused()
    {
        string schema = $"t{Guid.CreateVersion7():N}";
        string name = $"t{Guid.CreateVersion7():N}";
        await OkAsync(PostAsync(
            "/api/prompts",
            new { @namespace = "components", name = schema, kind = "schema", content = new { type = "object", description = "D." } }));
        await OkAsync(PostAsync("/api/prompts", new
        {
            @namespace = "general",
            name,
            content = new
            {
                format_version = 1,
                type = "text",
                messages = new[] { new { role = "user", content = "x" } },
                output_schema = $"components/{schema}"
            },
        }));
        using HttpResponseMessage inUse = await _client.DeleteAsync($"/api/prompts/components/{schema}", Token);
        await OkAsync(_client.DeleteAsync($"/api/prompts/general/{name}", Token));
        await OkAsync(_client.DeleteAsync($"/api/prompts/components/{schema}", Token));

        using HttpResponseMessage early = await _client.PostAsync($"/api/prompts/general/{name}/restore", null, Token);
        await OkAsync(_client.PostAsync($"/api/prompts/components/{schema}/restore", null, Token));
        using HttpResponseMessage late = await _client.PostAsync($"/api/prompts/general/{name}/restore", null, Token);

        await ProblemAssert.IsAsync(inUse, HttpStatusCode.UnprocessableEntity, "invalid_content");
        await ProblemAssert.IsAsync(early, HttpStatusCode.UnprocessableEntity, "invalid_content");
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
    }

    [Fact]
    public async Task Import_OfAHistoryWithAnUnsoundVersion_IsListedSo_AndNoLabelGoesThere()
    {
        string name = $"t{Guid.CreateVersion7():N}";
        string path = $"/api/prompts/general/{name}";
        string line =
            $$"""{"namespace":"general","name":"{{name}}","kind":"prompt","labels":{"production":2},"versions":"""
                + $$$"""[{{{Version(1, "{{x}}")}}},{{{Version(2, "Hello")}}}]}""";

        using HttpResponseMessage imported = await _client.PostAsync(
            "/api/prompts/import", new StringContent(line, Encoding.UTF8, "application/x-ndjson"), Token);

        JsonElement result = (await ApiHost.ReadAsync(imported)).GetProperty("results")[0];
        Assert.Equal("created", result.GetProperty("status").GetString());
        Assert.StartsWith(
            "versions[0].content.messages[0]: Version 1: ", result.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        JsonElement versions = (await GetAsync($"{path}/versions")).GetProperty("items");
        Assert.Equal([0, 1], versions.EnumerateArray().Select(version => version.GetProperty("problems").GetArrayLength()));
        using HttpResponseMessage moved = await _client.PutAsJsonAsync($"{path}/labels/staging", new { version = 1 }, Token);
        await ProblemAssert.IsAsync(moved, HttpStatusCode.UnprocessableEntity, "invalid_content");
        using HttpResponseMessage text = await _client.GetAsync($"{path}?version=1&format=markdown", Token);
        Assert.Equal(HttpStatusCode.OK, text.StatusCode);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Version(int number, string text) =>
        $$"""{"version":{{number}},"description":"D.","tags":[],"content":{"format_version":1,"type":"text","messages":"""
            + $$"""[{"role":"user","content":"{{text}}"}]},"created_at":"2026-01-01T00:00:00Z"}""";

    private static async Task OkAsync(Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage response = await sent;
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<string> CreateAsync() => $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";

    private async Task<int> CurrentAsync(string path) => (await GetAsync(path)).GetProperty("version").GetInt32();

    private async Task<JsonElement> GetAsync(string path) => await _client.GetFromJsonAsync<JsonElement>(path, Token);

    private Task<HttpResponseMessage> PostAsync(string path, object body) => _client.PostAsJsonAsync(path, body, Token);

    private Task<HttpResponseMessage> UpdateAsync(string path, string content, params string[] labels) =>
        PostAsync("/api/prompts/update", labels.Length == 0
            ? new { @namespace = "general", name = path.Split('/')[^1], content }
            : new { @namespace = "general", name = path.Split('/')[^1], content, labels });

    private async Task<HttpResponseMessage> DeleteAsync(string path, string ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await _client.SendAsync(request, Token);
    }
}
