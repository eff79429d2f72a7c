using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Regressions;

/// <summary>
/// An old version of an imported history was checked by nobody, and rendering it by number fetched what its schema referred to.
/// </summary>
public sealed class Import_OldVersionFetched(ApiHost host) : IDisposable
{
    private readonly HttpClient _client = host.CreateClient();
    private readonly TcpListener _elsewhere = Listen();

    [Theory]
    [InlineData("""{"$ref":"URL"}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"URL"}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"URL#/definitions/b"}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"items":{"$ref":"URL"}}}}""")]
    [InlineData("""{"type":"object","additionalProperties":{"$ref":"URL"}}""")]
    [InlineData("""{"type":"object","allOf":[{"$ref":"URL"}]}""")]
    [InlineData("""{"type":"object","anyOf":[{"type":"object"},{"$ref":"URL"}]}""")]
    [InlineData("""{"type":"object","not":{"$ref":"URL"}}""")]
    [InlineData("""{"type":"object","definitions":{"b":{"$ref":"URL"}},"properties":{"a":{"$ref":"#/definitions/b"}}}""")]
    [InlineData("""{"type":"object","$defs":{"b":{"$ref":"URL"}},"properties":{"a":{"$ref":"#/$defs/b"}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"\u0024ref":"URL"}}}""")]
    [InlineData("""{"type":"object","patternProperties":{".":{"$ref":"URL"}}}""")]
    public async Task Render_ByNumber_FetchesNothing_AndSaysWhy(string variables)
    {
        string name = $"t{Guid.CreateVersion7():N}";
        string url = $"http://127.0.0.1:{((IPEndPoint)_elsewhere.LocalEndpoint).Port}/x";
        await ImportAsync(name, variables.Replace("URL", url, StringComparison.Ordinal));

        using HttpResponseMessage read = await _client.GetAsync(
            $"/api/prompts/general/{name}?version=1", TestContext.Current.CancellationToken);
        using HttpResponseMessage rendered = await PostAsync(
            $"/api/prompts/general/{name}/render", """{"version":1,"variables":{"a":{}}}""");
        using HttpResponseMessage executed = await PostAsync(
            $"/api/prompts/general/{name}/execute", """{"version":1,"variables":{"a":{}}}""");
        using HttpResponseMessage current = await PostAsync($"/api/prompts/general/{name}/render", """{"variables":{}}""");

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        JsonElement problem = await ProblemAssert.IsAsync(rendered, HttpStatusCode.UnprocessableEntity, "unusable_version");
        Assert.Contains(
            problem.GetProperty("errors").EnumerateObject(), field => field.Name.StartsWith("variables", StringComparison.Ordinal));
        await ProblemAssert.IsAsync(executed, HttpStatusCode.UnprocessableEntity, "unusable_version");
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
        Assert.False(_elsewhere.Pending());
    }

    public void Dispose() => _elsewhere.Dispose();

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private async Task ImportAsync(string name, string variables)
    {
        string[] schemas = [variables, """{"type":"object"}"""];
        string versions = string.Join(',', schemas.Select((schema, index) =>
            $$"""{"version":{{index + 1}},"description":"D.","tags":[],"content":{"format_version":1,"type":"text","messages":"""
                + $$$"""[{"role":"user","content":"Hello"}],"variables":{{{schema}}}},"created_at":"2026-01-01T00:00:00Z"}"""));
        string line = $$"""{"namespace":"general","name":"{{name}}","kind":"prompt","labels":{"production":2},"versions":[{{versions}}]}""";

        using HttpResponseMessage response = await PostAsync("/api/prompts/import", line);

        JsonElement answer = await ApiHost.ReadAsync(response);
        Assert.Equal("created", answer.GetProperty("results")[0].GetProperty("status").GetString());
    }

    private Task<HttpResponseMessage> PostAsync(string path, string json) =>
        _client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}
