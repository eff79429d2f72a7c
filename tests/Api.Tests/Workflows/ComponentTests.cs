using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Workflows;

/// <summary>The shipped hierarchy, over HTTP. Not beside those that add to it: pages are compared with the whole.</summary>
[Collection(nameof(ComponentTests))]
public sealed class ComponentTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_OfTypes_NamesEachWithWhatItDoes()
    {
        JsonElement types = await GetAsync("/api/components?kind=type");

        Assert.NotEqual(0, types.GetProperty("items").GetArrayLength());
        Assert.All(
            types.GetProperty("items").EnumerateArray(),
            type => Assert.True(type.GetProperty("description").GetString()!.Length > 10, type.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task List_IsPaged_AndPagesMakeTheWhole()
    {
        JsonElement whole = await GetAsync("/api/components?limit=1000");
        List<string> names = [];
        string? cursor = null;

        do
        {
            JsonElement page = await GetAsync(
                $"/api/components?limit=7{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(NameOf));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(whole.GetProperty("items").EnumerateArray().Select(NameOf), names);
        Assert.Equal(names.Count, whole.GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("/api/components?kind=prompt", HttpStatusCode.BadRequest)]
    [InlineData("/api/components?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/components?cursor=-", HttpStatusCode.BadRequest)]
    [InlineData("/api/components/components/nobody", HttpStatusCode.NotFound)]
    [InlineData("/api/components/types/nobody", HttpStatusCode.NotFound)]
    [InlineData("/api/workflows/nobody/graph", HttpStatusCode.NotFound)]
    [InlineData("/api/workflows/questionnaire_to_contract/graph?format=png", HttpStatusCode.BadRequest)]
    public async Task Get_OfWhatIsNotThere_IsRefused(string path, HttpStatusCode status)
    {
        using HttpResponseMessage response = await _client.GetAsync(path, Token);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Get_OfAPrompt_SaysWhoUsesIt_AndOfARecipeEverythingItUses()
    {
        JsonElement prompt = await GetAsync("/api/components/workflows/extract_questionnaire");
        JsonElement recipe = await GetAsync("/api/components/workflows/questionnaire_to_contract");

        Assert.Contains(
            prompt.GetProperty("component").GetProperty("used_by").EnumerateArray(),
            user => user.GetProperty("name").GetString() == "extract_questionnaire" && user.GetProperty("kind").GetString() == "operation");
        Assert.Contains("\"extract_questionnaire\"", recipe.GetProperty("closure").GetRawText(), StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, recipe.GetProperty("component").GetProperty("input_schema").ValueKind);
    }

    [Fact]
    public async Task Get_OfALongChainOfReferences_IsCutWhereItIsDeeperThanATreeMayBe()
    {
        string name = ApiHost.NewName();

        for (int level = 80; level >= 1; level--)
        {
            string next = level == 80 ? "" : $$$""","properties":{"next":{"$ref":"components/{{{name}}}_{{{level + 1}}}"}}""";
            JsonElement content = JsonElement.Parse($$"""{"description":"For a test." {{next}} }""");
            using HttpResponseMessage created = await _client.PostAsJsonAsync(
                "/api/prompts",
                new { @namespace = "components", name = $"{name}_{level}", kind = "schema", content },
                Token);
            Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Token));
        }

        JsonElement node = (await GetAsync($"/api/components/components/{name}_1")).GetProperty("closure")[0];
        int depth = 1;

        for (; node.GetProperty("uses").GetArrayLength() > 0; depth++)
        {
            Assert.False(node.GetProperty("is_cut").GetBoolean());
            node = node.GetProperty("uses")[0];
        }

        Assert.Equal((30, true), (depth, node.GetProperty("is_cut").GetBoolean()));
    }

    [Theory]
    [InlineData("mermaid", "flowchart TD")]
    [InlineData("dot", "digraph workflow {")]
    public async Task Graph_OfTheShippedWorkflow_IsText(string format, string start)
    {
        string text = await _client.GetStringAsync($"/api/workflows/questionnaire_to_contract/graph?format={format}", Token);

        Assert.StartsWith(start, text, StringComparison.Ordinal);
        Assert.Contains("draft", text, StringComparison.Ordinal);
    }

    private static string NameOf(JsonElement item) => $"{item.GetProperty("namespace").GetString()}/{item.GetProperty("name").GetString()}";

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await ApiHost.ReadAsync(response);
    }
}
