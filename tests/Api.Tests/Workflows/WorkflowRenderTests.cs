using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Workflows;

/// <summary>A workflow is rendered with an input; nothing runs.</summary>
[Collection(nameof(ComponentTests))]
public sealed class WorkflowRenderTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Render_OfAPrompt_SaysWhatWouldBeAsked_AndStartsNothing()
    {
        string name = await ApiHost.CreatePromptAsync(_client);
        int before = await CountAsync(name);

        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            $"/api/workflows/general%2F{name}/render", new { input = new { name = "Ada" } }, Token);
        JsonElement body = await ApiHost.ReadAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement stage = Assert.Single(body.GetProperty("stages").EnumerateArray());
        Assert.Equal("known", stage.GetProperty("status").GetString());
        Assert.Equal("Hello Ada", stage.GetProperty("question").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.True(body.GetProperty("total").GetProperty("is_complete").GetBoolean());
        Assert.Equal(before, await CountAsync(name));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public async Task Render_OfASubRecipeForManyItems_IsCompleteWhereAllAreShown(int count, bool isComplete)
    {
        string name = ApiHost.NewName();
        string prompt = await ApiHost.CreatePromptAsync(_client);
        await CreateAsync("components", $"{name}_ask", "operation", $"type: prompt\nwith: {{ prompt: general/{prompt} }}");
        await CreateAsync(
            "workflows", $"{name}_inner", "recipe",
            $$"""
            input_schema: { type: object, properties: { name: { type: string } } }
            stages: [{ id: ask, uses: {{name}}_ask, with: { name: "${input.name}" } }]
            output: { text: "${stages.ask.output.text}" }
            """);
        await CreateAsync(
            "workflows", name, "recipe",
            $$"""
            input_schema: { type: object, properties: { rows: { type: array, items: { type: string } } } }
            stages: [{ id: each, uses: {{name}}_inner, for_each: { items: "${input.rows}" }, with: { name: "${item}" } }]
            output: { all: "${stages.each.output}" }
            """);

        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            $"/api/workflows/{name}/render", new { input = new { rows = Enumerable.Repeat("Ada", count) } }, Token);
        JsonElement total = (await ApiHost.ReadAsync(response)).GetProperty("total");

        Assert.Equal((20, isComplete), (total.GetProperty("questions").GetInt32(), total.GetProperty("is_complete").GetBoolean()));
    }

    [Theory]
    [InlineData("questionnaire_to_contract", """{"input":{}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("questionnaire_to_contract", """{"input":3}""", HttpStatusCode.BadRequest)]
    [InlineData("questionnaire_to_contract", """{"input":{},"version":1,"label":"production"}""", HttpStatusCode.BadRequest)]
    [InlineData("questionnaire_to_contract", """{"inputs":{}}""", HttpStatusCode.BadRequest)]
    [InlineData("nobody", """{"input":{}}""", HttpStatusCode.NotFound)]
    [InlineData("questionnaire_to_contract", """{"input":{},"version":99}""", HttpStatusCode.NotFound)]
    public async Task Render_OfWhatCannotRun_IsRefused(string workflow, string body, HttpStatusCode status)
    {
        using HttpResponseMessage response = await _client.PostAsync(
            $"/api/workflows/{workflow}/render", new StringContent(body, null, "application/json"), Token);

        Assert.Equal(status, response.StatusCode);
    }

    private async Task CreateAsync(string space, string name, string kind, string content)
    {
        using HttpResponseMessage created = await _client.PostAsJsonAsync(
            "/api/prompts",
            new { @namespace = space, name, kind, content = $"kind: {kind}\ndescription: For a test.\n{content}\n" },
            Token);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Token));
    }

    private async Task<int> CountAsync(string name)
    {
        using HttpResponseMessage response = await _client.GetAsync($"/api/executions?workflow={name}", Token);
        return response.IsSuccessStatusCode ? (await ApiHost.ReadAsync(response)).GetProperty("items").GetArrayLength() : 0;
    }
}
