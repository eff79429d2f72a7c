using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Adapters.Relational;
using PromptIntel.Api.Tests.Errors;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Ops;

/// <summary>A service whose database has no room left; SQLite's own limit on pages stands for the disk.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class FullDiskTests : IAsyncDisposable
{
    private readonly ApiHost _host = new();

    [Fact]
    public async Task Service_WhenItsDiskIsFull_SaysSoReadsOnAndRecovers()
    {
        using HttpClient client = _host.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await LimitAsync(0);

        using HttpResponseMessage refused = await FillAsync(client);
        await ProblemAssert.IsAsync(refused, HttpStatusCode.ServiceUnavailable, "storage_full");
        Assert.NotNull(refused.Headers.RetryAfter);
        using HttpResponseMessage read = await client.GetAsync($"/api/prompts/general/{name}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        JsonElement full = await client.GetFromJsonAsync<JsonElement>("/api/ops/status", TestContext.Current.CancellationToken);
        Assert.Equal(("degraded", "full"), (full.GetProperty("status").GetString(), full.GetProperty("store_state").GetString()));
        Assert.Equal("Degraded", await client.GetStringAsync("/health?first", TestContext.Current.CancellationToken));

        await LimitAsync(100_000);

        JsonElement ok = await client.GetFromJsonAsync<JsonElement>("/api/ops/status", TestContext.Current.CancellationToken);
        Assert.Equal("ok", ok.GetProperty("store_state").GetString());
        await ApiHost.CreatePromptAsync(client);
    }

    [Theory]
    [InlineData("/api/prompts/execute")]
    [InlineData("/api/prompts/batch")]
    public async Task Execute_WhenTheDiskIsFull_SaysSoAtOnce(string path)
    {
        using HttpClient client = _host.CreateClient();
        await LimitAsync(0);
        using HttpResponseMessage filled = await FillAsync(client);

        for (int i = 0; i < 5; i++)
        {
            object body = path.EndsWith("batch", StringComparison.Ordinal)
                ? new { workflow = "questionnaire_to_contract", inputs = new[] { new { questionnaire_text = new string('x', 20_000) } } }
                : new { workflow = "questionnaire_to_contract", input_data = new { questionnaire_text = new string('x', 20_000) } };
            using HttpResponseMessage refused = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
            await ProblemAssert.IsAsync(refused, HttpStatusCode.ServiceUnavailable, "storage_full");
        }
    }

    [Fact]
    public async Task Execution_ThatFillsTheDisk_SaysSoWithinTheWaitAndGoesOnWhenThereIsRoom()
    {
        using HttpClient client = _host.CreateClient();
        await LimitAsync(0);
        using HttpResponseMessage filled = await FillAsync(client);
        HttpResponseMessage? refused = null;

        // With a little more room each time, until there is enough to be accepted and not enough to end.
        for (int i = 0; refused?.Headers.Location is null; i++)
        {
            refused?.Dispose();
            Assert.True(i < 50, "It was never accepted.");
            await LimitAsync(2 * i);
            refused = await client.PostAsJsonAsync(
                "/api/prompts/execute",
                new
                {
                    workflow = "questionnaire_to_contract",
                    input_data = new
                    {
                        questionnaire_text = "League name: Harbour Rowing League\n"
                    + new string('x', 20_000)
                    }
                },
                TestContext.Current.CancellationToken);
            await ProblemAssert.IsAsync(refused, HttpStatusCode.ServiceUnavailable, "storage_full");
        }

        await LimitAsync(100_000);
        JsonElement ended;

        do
        {
            ended = (await client.GetFromJsonAsync<JsonElement>(refused.Headers.Location, TestContext.Current.CancellationToken))
                .GetProperty("execution");
        }
        while (ended.GetProperty("status").GetString() is "queued" or "running");

        // The questionnaire says so little that a person is asked.
        Assert.Equal("waiting", ended.GetProperty("status").GetString());
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>Writes until one is refused; gives that answer.</summary>
    private static async Task<HttpResponseMessage> FillAsync(HttpClient client)
    {
        for (int i = 0; ; i++)
        {
            HttpResponseMessage response = await client.PostAsJsonAsync(
                "/api/prompts", new { @namespace = "general", name = $"filler_{i}", description = "d", content = new string('x', 100_000) },
                TestContext.Current.CancellationToken);

            if (response.StatusCode != HttpStatusCode.Created)
            {
                return response;
            }

            response.Dispose();
            Assert.True(i < 1000, "There is still room.");
        }
    }

    private Task LimitAsync(long more) => _host.Services.GetRequiredService<RelationalDatabase>().WriteAsync(
        async (session, token) =>
        {
            long now = await session.QuerySingleAsync<long>("PRAGMA page_count", [], token);
            await session.ExecuteAsync($"PRAGMA max_page_count = {now + more}", [], token);
        },
        TestContext.Current.CancellationToken);
}
