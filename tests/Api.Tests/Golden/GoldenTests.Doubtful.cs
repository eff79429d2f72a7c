using System.Net;
using System.Net.Sockets;
using System.Text.Json;

using PromptIntel.Api.Errors;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Golden;

/// <content>What the released version accepted and this one may refuse.</content>
public abstract partial class GoldenTests
{
    /// <summary>Where the schema of an old version points to.</summary>
    private const int RemoteSchemaPort = 18765;

    [Theory]
    [MemberData(nameof(GoldenHost.Formats), MemberType = typeof(GoldenHost))]
    public async Task DoubtfulVersions_StayReadableAndRenderOrSayWhyNot(string format)
    {
        GoldenHost host = await fixture.OpenAsync(format);
        WorkflowClient client = host.Client;
        using var remote = new TcpListener(IPAddress.Loopback, RemoteSchemaPort);
        remote.Start();

        foreach (JsonElement doubtful in Items(host.Manifest, "doubtful"))
        {
            string path = $"/api/prompts/golden/{doubtful.GetProperty("name")}";
            JsonElement variables = doubtful.GetProperty("variables");
            (int version, string? label) = (doubtful.GetProperty("version").GetInt32(), doubtful.GetProperty("label").GetString());
            string[] problems = await ProblemsAsync(client, path, version);

            using HttpResponseMessage labelled = await client.Http.GetAsync($"{path}?label={label}", Token);
            Assert.Equal((path, HttpStatusCode.OK), (path, labelled.StatusCode));
            Assert.Equal((path, ExpectsUse(doubtful) ?? problems.Length == 0), (path, problems.Length == 0));
            await AssertUseAsync(client, $"{path}/render", new { version, variables }, problems, doubtful.GetProperty("text"));
            await AssertUseAsync(client, $"{path}/render", new { label, variables }, problems, doubtful.GetProperty("text"));
            await AssertUseAsync(client, $"{path}/execute", new { version, variables }, problems, default);
        }

        Assert.False(remote.Pending(), "a schema was fetched");
    }

    /// <summary>What the manifest says must become of a version: used, refused, or null for either.</summary>
    private static bool? ExpectsUse(JsonElement doubtful) => doubtful.GetProperty("then").GetString() switch
    {
        "renders" => true,
        "refuses" => false,
        _ => null,
    };

    /// <summary>A version with problems is refused, and it is said why; another is used, and fails at most by a name.</summary>
    private static async Task AssertUseAsync(WorkflowClient client, string path, object request, string[] problems, JsonElement text)
    {
        using HttpResponseMessage response = await client.PostAsync(path, request);
        string answer = await response.Content.ReadAsStringAsync(Token);

        if (problems.Length > 0)
        {
            JsonElement problem = JsonElement.Parse(answer);
            Assert.Equal((path, HttpStatusCode.UnprocessableEntity), (path, response.StatusCode));
            Assert.Equal((path, ProblemCodes.UnusableVersion), (path, problem.GetProperty("code").GetString()));
            Assert.NotEmpty(problem.GetProperty("errors").EnumerateObject());
        }
        else if (text.ValueKind == JsonValueKind.String)
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, response.StatusCode));
            Assert.Equal(text.GetString(), JsonElement.Parse(answer).GetProperty("messages")[0].GetProperty("content").GetString());
        }
        else
        {
            Assert.True((int)response.StatusCode < 500, $"{path}: {answer}");
        }
    }

    private static async Task<string[]> ProblemsAsync(WorkflowClient client, string path, int version)
    {
        JsonElement.ArrayEnumerator versions = Items(await client.GetAsync($"{path}/versions"), "items");
        JsonElement listed = versions.Single(one => one.GetProperty("version").GetInt32() == version);
        return [.. Items(listed, "problems").Select(problem => problem.GetString()!)];
    }
}
