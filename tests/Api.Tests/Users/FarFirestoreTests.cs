using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Users;

/// <summary>A service whose Firestore cannot be reached.</summary>
public sealed class FarFirestoreHost : ApiHost
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        // Nobody listens on the discard port.
        builder.UseSetting("FIRESTORE_EMULATOR_HOST", "127.0.0.1:9");
    }
}

public class FarFirestoreTests(FarFirestoreHost host) : IClassFixture<FarFirestoreHost>
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Api_WhileFirestoreIsAway_TakesEveryWriteAndShowsWhatWaits()
    {
        using HttpResponseMessage put = await _client.PutAsJsonAsync(
            "/api/users/ada/preferences", new { preferences = new { theme = "dark" } }, Cancel);
        using HttpResponseMessage run = await new WorkflowClient(_client).PostAsync(
            "/api/prompts/execute",
            new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input(WorkflowClient.Blank), user_id = "ada" });
        using HttpResponseMessage erased = await _client.DeleteAsync("/api/users/bob", Cancel);
        using HttpResponseMessage health = await _client.GetAsync("/health", Cancel);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.OK),
            (put.StatusCode, run.StatusCode, erased.StatusCode, health.StatusCode));
        JsonElement target = (await _client.GetFromJsonAsync<JsonElement>("/api/ops/sync", Cancel)).GetProperty("targets")[0];
        Assert.Equal(("firestore", 0), (target.GetProperty("target").GetString(), target.GetProperty("parked").GetInt32()));
        // Preferences, history and erasure; the figures may have been refreshed as well.
        Assert.InRange(target.GetProperty("pending").GetInt32(), 3, 4);
        Assert.True(target.GetProperty("oldest_age").GetDouble() >= 0);
        Assert.True(target.GetProperty("catalog_behind").GetInt64() > 0);
        Assert.InRange((await _client.GetFromJsonAsync<JsonElement>("/api/ops/status", Cancel)).GetProperty("sync")[0]
            .GetProperty("pending")
            .GetInt32(), 3, 4);
    }

    [Fact]
    public async Task Retry_OfParkedDocuments_CountsThemAndKnowsItsTargets()
    {
        using HttpResponseMessage none = await _client.PostAsync("/api/ops/sync/firestore/retry", null, Cancel);
        using HttpResponseMessage one = await _client.PostAsync($"/api/ops/sync/firestore/retry?id={Guid.CreateVersion7()}", null, Cancel);
        using HttpResponseMessage unknown = await _client.PostAsync("/api/ops/sync/elsewhere/retry", null, Cancel);

        Assert.Equal((0, 0), ((await ApiHost.ReadAsync(none))
            .GetProperty("retried")
            .GetInt32(), (await ApiHost.ReadAsync(one)).GetProperty("retried").GetInt32()));
        await ProblemAssert.IsAsync(unknown, HttpStatusCode.NotFound, "target_not_found");
    }
}
