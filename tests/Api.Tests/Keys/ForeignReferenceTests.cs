using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Auth;
using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Keys;

/// <summary>What a key that is confined to namespaces writes may name only entries of those: running it would show it the others.</summary>
public sealed class ForeignReferenceTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("operation", """{"type":"template","with":{"template":"elsewhere/thing@1"}}""")]
    [InlineData("operation", """{"type":"template","input_schema":"elsewhere/thing","with":{"template":"confined/none"}}""")]
    [InlineData("recipe", """{"input_schema":{"type":"object"},"stages":[{"id":"a","uses":"elsewhere/thing"}],"output":{}}""")]
    [InlineData("solver", """{"input_schema":{"type":"object"},"recipes":["elsewhere/thing"]}""")]
    [InlineData("schema", """{"description":"A thing.","type":"object","properties":{"a":{"$ref":"elsewhere/thing"}}}""")]
    [InlineData("prompt", """{"type":"text","messages":[{"role":"user","content":"x"}],"tools":["elsewhere/thing"]}""")]
    [InlineData("prompt", """{"type":"text","messages":[{"role":"user","content":"x"}],"output_schema":{"$ref":"elsewhere/thing"}}""")]
    public async Task Content_ThatNamesAForeignEntry_IsRefusedAndNamesIt(string kind, string content)
    {
        using HttpClient confined = await ConfinedAsync();

        using HttpResponseMessage created = await CreateAsync(confined, kind, ApiHost.NewName(), content);

        JsonElement problem = await ProblemAssert.IsAsync(created, HttpStatusCode.Forbidden, "out_of_scope");
        Assert.Contains("elsewhere/thing", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workflow_OfItsOwnNamespace_IsWrittenAndRuns()
    {
        using HttpClient confined = await ConfinedAsync();
        (string text, string letter, string recipe) = (ApiHost.NewName(), ApiHost.NewName(), ApiHost.NewName());

        using HttpResponseMessage prompt = await CreateAsync(confined, "prompt", text, "\"Dear {{name}}\"");
        using HttpResponseMessage operation = await CreateAsync(
            confined, "operation", letter, $$$"""{"type":"template","with":{"template":"confined/{{{text}}}"}}""");
        using HttpResponseMessage workflow = await CreateAsync(
            confined, "recipe", recipe,
            """
            {"input_schema":{"type":"object","properties":{"name":{"type":"string"}}},
            "stages":[{"id":"a","uses":"confined/LETTER","with":{"name":"${input.name}"}}],"output":{"text":"${stages.a.output.text}"}}
            """.Replace("LETTER", letter, StringComparison.Ordinal));
        using HttpResponseMessage run = await confined.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = $"confined/{recipe}", input_data = new { name = "Ann" } }, Cancel);

        Assert.All([prompt, operation, workflow], one => Assert.Equal(HttpStatusCode.Created, one.StatusCode));
        Assert.Equal("Dear Ann", (await ApiHost.ReadAsync(run)).GetProperty("output").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Fork_OfARunThatOthersWrote_ChoosesNoForeignVersion()
    {
        using HttpClient operators = host.ClientFor("operator");
        using HttpClient confined = await ConfinedAsync();
        (string text, string letter, string recipe) = (ApiHost.NewName(), ApiHost.NewName(), ApiHost.NewName());
        using HttpResponseMessage prompt = await CreateAsync(operators, "prompt", text, "\"Shared.\"", "elsewhere");
        using HttpResponseMessage operation = await CreateAsync(
            operators, "operation", letter, $$$"""{"type":"template","with":{"template":"elsewhere/{{{text}}}"}}""");
        using HttpResponseMessage workflow = await CreateAsync(
            operators, "recipe", recipe,
            """
            {"input_schema":{"type":"object"},"stages":[{"id":"a","uses":"confined/LETTER"}],
            "output":{"text":"${stages.a.output.text}"}}
            """.Replace("LETTER", letter, StringComparison.Ordinal));
        using HttpResponseMessage run = await confined.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = $"confined/{recipe}", input_data = new { } }, Cancel);
        JsonElement ran = await ApiHost.ReadAsync(run);
        string path = $"/api/executions/{ran.GetProperty("execution_id").GetString()}/fork";

        using HttpResponseMessage foreign = await confined.PostAsJsonAsync(
            path, new { from_stage = "a", versions = new[] { $"elsewhere/{text}@1" } }, Cancel);
        using HttpResponseMessage bare = await confined.PostAsJsonAsync(path, new { from_stage = "a", versions = new[] { text } }, Cancel);
        using HttpResponseMessage own = await confined.PostAsJsonAsync(
            path, new { from_stage = "a", versions = new[] { $"confined/{letter}@1" } }, Cancel);

        Assert.Equal("Shared.", ran.GetProperty("output").GetProperty("text").GetString());
        await ProblemAssert.IsAsync(foreign, HttpStatusCode.Forbidden, "out_of_scope");
        await ProblemAssert.IsAsync(bare, HttpStatusCode.Forbidden, "out_of_scope");
        Assert.Equal(HttpStatusCode.Accepted, own.StatusCode);
    }

    private static Task<HttpResponseMessage> CreateAsync(
        HttpClient client, string kind, string name, string content, string space = "confined") =>
        client.PostAsJsonAsync(
            "/api/prompts", new { @namespace = space, name, kind, description = "A test.", content = JsonElement.Parse(content) },
            Cancel);

    private async Task<HttpClient> ConfinedAsync()
    {
        using HttpClient operators = host.ClientFor("operator");
        using HttpResponseMessage made = await operators.PostAsJsonAsync(
            "/api/keys", new { name = ApiHost.NewName(), role = "publisher", namespaces = new[] { "confined" } }, Cancel);
        HttpClient client = host.CreateClient();
        client.DefaultRequestHeaders.Add("X-API-Key", (await ApiHost.ReadAsync(made)).GetProperty("key").GetString());
        return client;
    }
}
