using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Api.Tests.Users;

/// <summary>From a request to the document that a frontend reads, through the whole service and the real emulator.</summary>
public sealed class LiveFirestoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preferences_PutThroughTheApi_AreLiveUntilTheUserIsErased()
    {
        FirestoreEmulator emulator = await FirestoreEmulator.SharedAsync();
        string project = FirestoreEmulator.NewProject();
        await using var host = new LiveHost(emulator.Host, project);
        using HttpClient client = host.CreateClient();
        using var firestore =
            new HttpClient { BaseAddress = new Uri($"http://{emulator.Host}/v1/projects/{project}/databases/(default)/documents/") };

        using HttpResponseMessage put = await client.PutAsJsonAsync(
            "/api/users/ada/preferences", new { preferences = new { theme = "dark" } }, Cancel);
        await WaitAsync(async () => (await firestore.GetAsync("users/ada", Cancel)).IsSuccessStatusCode);
        JsonElement live = await firestore.GetFromJsonAsync<JsonElement>("users/ada", Cancel);
        await WaitAsync(async () => (await firestore.GetAsync("prompts/workflows:questionnaire_to_contract", Cancel)).IsSuccessStatusCode);
        JsonElement mirrored = await firestore.GetFromJsonAsync<JsonElement>("prompts/workflows:questionnaire_to_contract", Cancel);
        using HttpResponseMessage erased = await client.DeleteAsync("/api/users/ada", Cancel);
        await WaitAsync(async () => (await firestore.GetAsync("users/ada", Cancel)).StatusCode == HttpStatusCode.NotFound);

        Assert.Equal("dark", live.GetProperty("fields")
            .GetProperty("preferences")
            .GetProperty("mapValue")
            .GetProperty("fields")
            .GetProperty("theme")
            .GetProperty("stringValue")
            .GetString());
        Assert.Equal("1", mirrored.GetProperty("fields").GetProperty("production_version").GetProperty("integerValue").GetString());
    }

    /// <summary>Firestore takes connections and answers nothing, which is the worst it can do to whoever would wait for it.</summary>
    [Fact]
    public async Task Api_WhileFirestoreStandsStill_AnswersEveryWriteAndDeliversAfterwards()
    {
        await using FirestoreEmulator emulator = await FirestoreEmulator.StartPrivateAsync();
        string project = FirestoreEmulator.NewProject();
        await using var host = new LiveHost(emulator.Host, project);
        using HttpClient client = host.CreateClient();
        using var firestore =
            new HttpClient { BaseAddress = new Uri($"http://{emulator.Host}/v1/projects/{project}/databases/(default)/documents/") };
        await emulator.PauseAsync();

        for (int n = 1; n <= 20; n++)
        {
            using HttpResponseMessage put = await client.PutAsJsonAsync(
                $"/api/users/user-{n % 5}/preferences", new { preferences = new { n } }, Cancel);
            using HttpResponseMessage health = await client.GetAsync("/health", Cancel);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (put.StatusCode, health.StatusCode));
        }

        Assert.True(await PendingAsync(client) >= 5);
        await emulator.ResumeAsync();
        await WaitAsync(async () => await PendingAsync(client) == 0);

        for (int user = 0; user < 5; user++)
        {
            JsonElement document = await firestore.GetFromJsonAsync<JsonElement>($"users/user-{user}", Cancel);
            Assert.Equal("4", document.GetProperty("fields").GetProperty("version").GetProperty("integerValue").GetString());
        }
    }

    private static async Task<long> PendingAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/ops/sync", Cancel)).GetProperty("targets")[0].GetProperty("pending").GetInt64();

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));

        while (!await condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private sealed class LiveHost(string emulator, string project) : ApiHost
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("FIRESTORE_EMULATOR_HOST", emulator);
            builder.UseSetting("GOOGLE_CLOUD_PROJECT", project);
            builder.UseSetting("PromptIntel:Firestore:Timeout", "00:00:20");
        }
    }
}
