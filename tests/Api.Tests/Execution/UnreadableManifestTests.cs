using System.Net;
using System.Text.Json;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Adapters.Relational;
using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

/// <summary>A service whose manifests a test may damage.</summary>
public sealed class DamagedHost : ApiHost;

/// <summary>What a run was pinned to is damaged while it waits: that run is parked, is still shown, and every other goes on.</summary>
public class UnreadableManifestTests(DamagedHost host) : IClassFixture<DamagedHost>
{
    private readonly WorkflowClient _client = new(host.CreateClient());
    private readonly RelationalDatabase _database = host.Services.GetRequiredService<RelationalDatabase>();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("not json")]
    [InlineData("""{"format_version":99}""")]
    [InlineData("""{"format_version":1,"workflow":{}}""")]
    [InlineData("""{"format_version":1,"workflow":{"key":"no/such/key","version":1}}""")]
    [InlineData("""{"format_version":1,"stages":[{"path":1}]}""")]
    public async Task Run_WhenItsManifestCannotBeRead_IsParkedAloneAndStillShown(string damage)
    {
        string damaged = await WaitingAsync();
        string hash = (await _client.GetAsync($"/api/executions/{damaged}")).GetProperty("manifest_hash").GetString()!;
        string body = await SwapAsync(hash, damage);

        try
        {
            string other = await PromptRunAsync();
            using HttpResponseMessage approved = await _client.PostAsync($"/api/executions/{damaged}/stages/review/approve");
            JsonElement parked = await _client.WaitForAsync(damaged, "execution.parked");
            string later = await PromptRunAsync();

            Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
            Assert.Equal("parked", parked.GetProperty("execution").GetProperty("status").GetString());
            Assert.Equal("manifest_unreadable", parked.GetProperty("execution").GetProperty("error").GetProperty("code").GetString());
            Assert.NotEqual(("running", "running"), (other, later));
            using HttpResponseMessage fork = await _client.PostAsync($"/api/executions/{damaged}/fork", new { stage = "intake" });
            await ProblemAssert.IsAsync(fork, HttpStatusCode.NotFound, "execution_not_found");
        }
        finally
        {
            await SwapAsync(hash, body);
        }

        using HttpResponseMessage resumed = await _client.PostAsync($"/api/executions/{damaged}/resume");
        JsonElement ended = await _client.WaitForAsync(damaged, "execution.succeeded");
        Assert.Equal("succeeded", ended.GetProperty("execution").GetProperty("status").GetString());
    }

    private async Task<string> WaitingAsync()
    {
        // A change of a prompt that it uses gives each run a manifest that no cache has seen.
        using HttpResponseMessage updated = await _client.PostAsync(
            "/api/prompts/update", new
            {
                @namespace = "workflows",
                name = "extract_questionnaire",
                suggestions = new[] { $"Read more closely, {Guid.CreateVersion7()}." }
            });
        return (await _client.RunAsync(WorkflowClient.Short)).GetProperty("execution_id").GetString()!;
    }

    /// <summary>The outcome of a run of something else.</summary>
    private async Task<string> PromptRunAsync() => (await _client.RunAsync(WorkflowClient.Blank)).GetProperty("status").GetString()!;

    private Task<string> SwapAsync(string hash, string body) => _database.WriteAsync(
        async (session, token) =>
        {
            string before = await session.QuerySingleAsync<string>(
                "SELECT body FROM manifests WHERE hash = @hash", [("@hash", hash)], token);
            await session.ExecuteAsync("UPDATE manifests SET body = @body WHERE hash = @hash", [("@body", body), ("@hash", hash)], token);
            return before;
        },
        TestContext.Current.CancellationToken);
}
