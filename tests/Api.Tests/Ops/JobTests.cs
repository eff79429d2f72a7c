using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Core.Jobs;

namespace PromptIntel.Api.Tests.Ops;

/// <summary>A service with one job more, which runs until a test ends it.</summary>
public sealed class JobHost : ApiHost
{
    internal HeldJob Held { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<IScheduledJob>(Held));
    }

    internal sealed class HeldJob : IScheduledJob
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "held";

        public string Description => "For tests";

        public string DefaultCron => "";

        public Task Begun => _begun.Task;

        public void End() => _end.SetException(new InvalidOperationException("told to"));

        public async Task<ImmutableSortedDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
        {
            _begun.SetResult();
            await _end.Task.WaitAsync(cancellationToken);
            return ImmutableSortedDictionary<string, long>.Empty;
        }
    }
}

public class JobTests(JobHost host) : IClassFixture<JobHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_ShowsEveryJobWithScheduleAndNextRun()
    {
        using HttpClient client = host.CreateClient();

        using HttpResponseMessage response = await client.GetAsync("/api/ops/jobs", Token);

        JsonElement[] jobs = [.. (await ApiHost.ReadAsync(response)).GetProperty("items").EnumerateArray()];
        Assert.Superset(
            new HashSet<string?> { "prune", "rebuild_embeddings" }, jobs.Select(job => job.GetProperty("name").GetString()).ToHashSet());
        JsonElement rebuild = jobs.Single(job => job.GetProperty("name").GetString() == "rebuild_embeddings");
        Assert.Equal(("0 0 9 * * ?", "UTC"), (rebuild.GetProperty("schedule")
            .GetProperty("cron")
            .GetString(), rebuild.GetProperty("schedule").GetProperty("time_zone").GetString()));
        Assert.Equal(TimeSpan.FromHours(9), rebuild.GetProperty("next_run_at").GetDateTimeOffset().TimeOfDay);
    }

    [Fact]
    public async Task Run_IsAcceptedAndItsResultIsSeen()
    {
        using HttpClient client = host.CreateClient();

        using HttpResponseMessage accepted = await client.PostAsync("/api/ops/jobs/rebuild_embeddings/run", null, Token);
        JsonElement run = await EndedAsync(client, accepted.Headers.Location!);
        using HttpResponseMessage detail = await client.GetAsync("/api/ops/jobs/rebuild_embeddings?limit=1", Token);
        JsonElement job = await ApiHost.ReadAsync(detail);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(
            ("succeeded", "manual", 1),
            (run.GetProperty("status").GetString(), run.GetProperty("trigger").GetString(), run.GetProperty("attempts").GetInt32()));
        Assert.True(run.GetProperty("summary").GetProperty("entries").GetInt64() > 0);
        Assert.True(run.GetProperty("duration").GetDouble() >= 0);
        Assert.Equal(run.GetProperty("id").GetGuid(), job.GetProperty("job").GetProperty("last_run").GetProperty("id").GetGuid());
        Assert.Equal(run.GetProperty("id").GetGuid(), job.GetProperty("runs").GetProperty("items")[0].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Run_WhileARunIsOpen_Is409AndShownAsRunning()
    {
        using HttpClient client = host.CreateClient();

        using HttpResponseMessage first = await client.PostAsync("/api/ops/jobs/held/run", null, Token);
        await host.Held.Begun.WaitAsync(Patience, Token);
        using HttpResponseMessage second = await client.PostAsync("/api/ops/jobs/held/run", null, Token);
        using HttpResponseMessage running = await client.GetAsync(first.Headers.Location, Token);
        host.Held.End();
        JsonElement run = await EndedAsync(client, first.Headers.Location!);

        await ProblemAssert.IsAsync(second, HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal("running", (await ApiHost.ReadAsync(running)).GetProperty("status").GetString());
        Assert.Equal(
            ("failed", "InvalidOperationException: told to"),
            (run.GetProperty("status").GetString(), run.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Run_WhenTheJobIsUnknown_Is404()
    {
        using HttpClient client = host.CreateClient();

        using HttpResponseMessage run = await client.PostAsync("/api/ops/jobs/none/run", null, Token);
        using HttpResponseMessage job = await client.GetAsync("/api/ops/jobs/none", Token);
        using HttpResponseMessage noRun = await client.GetAsync($"/api/ops/jobs/prune/runs/{Guid.CreateVersion7()}", Token);

        await ProblemAssert.IsAsync(run, HttpStatusCode.NotFound, "job_not_found");
        await ProblemAssert.IsAsync(job, HttpStatusCode.NotFound, "job_not_found");
        await ProblemAssert.IsAsync(noRun, HttpStatusCode.NotFound, "job_run_not_found");
    }

    [Fact]
    public async Task Get_WhenCursorOrLimitIsNone_Is400()
    {
        using HttpClient client = host.CreateClient();

        using HttpResponseMessage cursor = await client.GetAsync("/api/ops/jobs/prune?cursor=x", Token);
        using HttpResponseMessage limit = await client.GetAsync("/api/ops/jobs/prune?limit=0", Token);

        await ProblemAssert.IsAsync(cursor, HttpStatusCode.BadRequest, "invalid_request");
        await ProblemAssert.IsAsync(limit, HttpStatusCode.BadRequest, "invalid_request");
    }

    private static async Task<JsonElement> EndedAsync(HttpClient client, Uri run)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));

        while (true)
        {
            using HttpResponseMessage response = await client.GetAsync(run, Token);
            JsonElement item = await ApiHost.ReadAsync(response);

            if (item.GetProperty("ended_at").ValueKind != JsonValueKind.Null)
            {
                return item;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
