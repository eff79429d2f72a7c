using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Analytics;

public class AnalyticsTests(AnalyticsHost host) : IClassFixture<AnalyticsHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Workflows = "/api/analytics/workflows?workflow=questionnaire_to_contract";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_AfterARollUp_CountWhatRan()
    {
        using HttpClient http = host.CreateClient();
        var client = new WorkflowClient(http);
        await RollUpAsync(http);
        (int Runs, int Succeeded, int Failed) before = Ended(await ItemsAsync(http, Workflows));
        JsonElement succeeded = await client.RunAsync(await client.SampleAsync());
        JsonElement failed = await client.RunAsync(WorkflowClient.Blank);

        await RollUpAsync(http);
        JsonElement[] workflows = await ItemsAsync(http, Workflows);
        JsonElement[] prompts = await ItemsAsync(http, "/api/analytics/prompts?prompt=workflows/extract_questionnaire");
        JsonElement[] leagues = await ItemsAsync(http, "/api/analytics/leagues");

        Assert.Equal(("success", "failed"), (succeeded.GetProperty("status").GetString(), failed.GetProperty("status").GetString()));
        // The two may have ended in different hours.
        Assert.Equal((before.Runs + 2, before.Succeeded + 1, before.Failed + 1), Ended(workflows));
        Assert.All(workflows, hour => Assert.Equal(0, hour.GetProperty("hour").GetDateTimeOffset().Minute));
        Assert.All(
            workflows, hour => Assert.True(hour.GetProperty("p95_seconds").GetDouble() >= hour.GetProperty("p50_seconds").GetDouble()));
        Assert.Equal(1, Sum(prompts, "executions"));
        Assert.True(Sum(prompts, "calls") >= 1);
        JsonElement league = Assert.Single(leagues);
        Assert.Equal(1, league.GetProperty("leagues").GetInt32());
        Assert.InRange(league.GetProperty("average_score").GetDouble(), 0, 100);
    }

    /// <summary>No job has run since: what is asked for is counted when it is asked for.</summary>
    [Fact]
    public async Task Figures_WithoutARollUp_AreUpToNowAndSayAsOfWhen()
    {
        using HttpClient http = host.CreateClient();
        var client = new WorkflowClient(http);
        JsonElement before = await http.GetFromJsonAsync<JsonElement>("/api/analytics/workflows?by=range", Token);
        await client.RunAsync(WorkflowClient.Blank);
        JsonElement range;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));

        do
        {
            await timer.WaitForNextTickAsync(Token);
            range = await http.GetFromJsonAsync<JsonElement>("/api/analytics/workflows?by=range", Token);
        }
        while (range.GetProperty("as_of").GetDateTimeOffset() - before.GetProperty("as_of").GetDateTimeOffset()
            < 2 * AnalyticsHost.Freshness);

        JsonElement[] days = await ItemsAsync(http, "/api/analytics/workflows?by=day");
        JsonElement[] hours = await ItemsAsync(http, "/api/analytics/workflows?by=hour");
        JsonElement[] one = [.. range.GetProperty("items").EnumerateArray()];

        Assert.Equal(Sum([.. before.GetProperty("items").EnumerateArray()], "runs") + 1, Sum(one, "runs"));
        Assert.Equal((Sum(one, "runs"), Sum(one, "failed")), (Sum(days, "runs"), Sum(days, "failed")));
        Assert.Equal((Sum(one, "runs"), Sum(one, "failed")), (Sum(hours, "runs"), Sum(hours, "failed")));
    }

    [Theory]
    [InlineData("/api/analytics/workflows")]
    [InlineData("/api/analytics/prompts")]
    [InlineData("/api/analytics/leagues")]
    public async Task Figures_OfARangeWithoutAny_AreAnEmptyList(string path)
    {
        using HttpClient http = host.CreateClient();

        using HttpResponseMessage response = await http.GetAsync($"{path}?from=2001-01-01T00:00:00Z&to=2001-02-01T00:00:00Z", Token);

        JsonElement list = await ApiHost.ReadAsync(response);
        Assert.Equal(
            (0, JsonValueKind.Null, 0),
            (list.GetProperty("items").GetArrayLength(), list.GetProperty("next_cursor").ValueKind, list.GetProperty("total").GetInt32()));
    }

    [Theory]
    [InlineData("/api/analytics/workflows?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("/api/analytics/workflows?from=yesterday", "from")]
    [InlineData("/api/analytics/workflows?by=week", "by")]
    [InlineData("/api/analytics/workflows?by=day&from=2020-01-01T00:00:00Z", "from")]
    [InlineData("/api/analytics/workflows?cursor=x", "cursor")]
    [InlineData("/api/analytics/workflows?cursor=OTk5OTk5OTk5OTk5OTk5OTk5CmEKYg", "cursor")]
    [InlineData("/api/analytics/workflows?workflow=a%00b", "workflow")]
    [InlineData("/api/analytics/prompts?prompt=a/b/c", "prompt")]
    [InlineData("/api/analytics/prompts?from=2020-01-01T00:00:00Z", "from")]
    [InlineData("/api/analytics/prompts?from=2026-01-01T00:00:00Z&to=2026-04-03T00:00:01Z", "from")]
    [InlineData("/api/analytics/leagues?cursor=AAoA", "cursor")]
    [InlineData("/api/analytics/prompts?cursor=YQpiCmM", "cursor")]
    [InlineData("/api/analytics/leagues?limit=0", "limit")]
    [InlineData("/api/analytics/leagues?limit=1001", "limit")]
    public async Task Request_WhenWrong_Is400AndNamesTheField(string path, string field)
    {
        using HttpClient http = host.CreateClient();

        using HttpResponseMessage response = await http.GetAsync(path, Token);

        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True((await ApiHost.ReadAsync(response)).GetProperty("errors").TryGetProperty(field, out _));
    }

    private static (int Runs, int Succeeded, int Failed) Ended(JsonElement[] items) =>
        (Sum(items, "runs"), Sum(items, "succeeded"), Sum(items, "failed"));

    private static int Sum(JsonElement[] items, string property) => items.Sum(item => item.GetProperty(property).GetInt32());

    private static async Task<JsonElement[]> ItemsAsync(HttpClient http, string path)
    {
        using HttpResponseMessage response = await http.GetAsync(path, Token);
        return [.. (await ApiHost.ReadAsync(response)).GetProperty("items").EnumerateArray()];
    }

    /// <summary>A schedule may be at it already; then one more run counts all that has ended before.</summary>
    private static async Task RollUpAsync(HttpClient http)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        Uri? run = null;

        while (true)
        {
            if (run is null)
            {
                using HttpResponseMessage asked = await http.PostAsync("/api/ops/jobs/roll_up_analytics/run", null, Token);
                run = asked.Headers.Location;
            }
            else
            {
                using HttpResponseMessage seen = await http.GetAsync(run, Token);
                JsonElement item = await ApiHost.ReadAsync(seen);

                if (item.GetProperty("status").GetString() is not ("queued" or "running"))
                {
                    Assert.Equal("succeeded", item.GetProperty("status").GetString());
                    return;
                }
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}

/// <summary>A service whose executions are these tests' alone.</summary>
public sealed class AnalyticsHost : ApiHost
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("PromptIntel:Analytics:Freshness", Freshness.ToString());
    }
}
