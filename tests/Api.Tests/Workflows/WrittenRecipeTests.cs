using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Workflows;

/// <summary>What the author of a recipe is told.</summary>
[Collection(nameof(ComponentTests))]
public sealed class WrittenRecipeTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_OfAWireToNowhere_SaysLineAndColumn()
    {
        using HttpResponseMessage refused = await CreateAsync(ApiHost.NewName(), "${stages.nobody.output}");
        JsonElement problem = await ApiHost.ReadAsync(refused);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("line 8, column 7", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "(line 8, column 7)",
            problem.GetProperty("errors").GetProperty("stages.check.with.text")[0].GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_OfWhatNobodyReads_IsWritten_AndWarnsThereAndInTheWorkflow()
    {
        string name = ApiHost.NewName();

        using HttpResponseMessage written = await CreateAsync(name, "${input.text}");
        using HttpResponseMessage read = await _client.GetAsync($"/api/workflows/{name}", Token);

        Assert.Equal(HttpStatusCode.Created, written.StatusCode);
        JsonElement[] there = await WarningsAsync(written);
        Assert.Equal(
            [
                "No wire reads ${input.unread}. (line 3, column 69)",
                "Neither a stage nor the output reads ${stages.check.output}. (line 5, column 5)",
            ],
            there.Select(one => one.GetProperty("detail").GetString()));
        foreach (JsonElement[] warnings in new[] { there, await WarningsAsync(read) })
        {
            Assert.Equal(
                ["input_schema.properties.unread unused_input", "stages.check unused_output"],
                warnings.Select(one => $"{one.GetProperty("path").GetString()} {one.GetProperty("code").GetString()}"));
        }
    }

    private static async Task<JsonElement[]> WarningsAsync(HttpResponseMessage answer) =>
        [.. (await ApiHost.ReadAsync(answer)).GetProperty("warnings").EnumerateArray()];

    private async Task<HttpResponseMessage> CreateAsync(string name, string wire)
    {
        string operation = ApiHost.NewName();
        using HttpResponseMessage created = await PostAsync(
            "components", operation, "operation", "kind: operation\ndescription: Asks somebody.\ntype: approval\n");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return await PostAsync(
            "workflows",
            name,
            "recipe",
            $$"""
            kind: recipe
            description: For a test.
            input_schema: { type: object, properties: { text: { type: string }, unread: { type: string } } }
            stages:
              - id: check
                uses: {{operation}}
                with:
                  text: {{wire}}
            output: { fixed: 1 }
            """);
    }

    private Task<HttpResponseMessage> PostAsync(string space, string name, string kind, string content) =>
        _client.PostAsJsonAsync("/api/prompts", new { @namespace = space, name, kind, content }, Token);
}
