using System.Net;
using System.Text;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Regressions;

/// <summary>A stored version that this build cannot read was a 500 when it was to run with another model.</summary>
public sealed class Execute_UnreadableVersion(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"version":1,"variables":{}}""")]
    [InlineData("""{"version":1,"variables":{},"model":"other"}""")]
    public async Task Execute_WithAndWithoutAModel_SaysThatItCannotBeUsed(string request)
    {
        string name = ApiHost.NewName();
        await ImportAsync(name);

        using HttpResponseMessage executed = await _client.PostAsync(
            $"/api/prompts/general/{name}/execute", new StringContent(request, Encoding.UTF8, "application/json"), Token);

        await ProblemAssert.IsAsync(executed, HttpStatusCode.UnprocessableEntity, "unusable_version");
    }

    private async Task ImportAsync(string name)
    {
        string[] contents =
        [
            """{"format_version":9,"type":"of later","messages":[]}""",
            """{"format_version":1,"type":"text","messages":[{"role":"user","content":"Hello"}],"variables":{"type":"object"}}""",
        ];
        string versions = string.Join(',', contents.Select((content, index) =>
            $$"""{"version":{{index + 1}},"description":"D.","tags":[],"content":{{content}},"created_at":"2026-01-01T00:00:00Z"}"""));
        string line = $$"""{"namespace":"general","name":"{{name}}","kind":"prompt","labels":{"production":2},"versions":[{{versions}}]}""";
        using HttpResponseMessage imported = await _client.PostAsync(
            "/api/prompts/import", new StringContent(line, Encoding.UTF8, "application/json"), Token);
        JsonElement answer = await ApiHost.ReadAsync(imported);
        Assert.Equal("created", answer.GetProperty("results")[0].GetProperty("status").GetString());
    }
}
