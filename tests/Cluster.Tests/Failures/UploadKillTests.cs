using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using PromptIntel.Cluster.Tests.Distributed;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Cluster.Tests.Failures;

/// <summary>
/// An Api that is killed in the middle of an upload leaves no batch and runs nothing; sent again, every item is taken and none that began
/// ran twice.
/// </summary>
[Collection(nameof(DistributedTests))]
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class UploadKillTests(WorkersCluster workers, EmbeddedCluster embedded) : IClassFixture<EmbeddedCluster>
{
    private const int Items = 3_000;
    private const int Before = 2_500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("embedded")]
    [InlineData("distributed")]
    public async Task KilledInTheMiddle_ThereIsNoBatch_AndSentAgainNoItemRunsTwice(string form)
    {
        Installation on = form == "embedded" ? await embedded.BeginAsync() : await DistributedAsync();
        FeatureRuns runs = await new FeatureRuns(on.Api, StageFeature.All[0]).CreateAsync();
        var content = new BrokenUpload(runs.Workflow);
        Task<HttpResponseMessage> sending = UploadAsync(on, runs, content);
        await content.IsHalfSent.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);

        await on.KillAsync("api-1");
        content.Rest.SetException(new IOException("Who received it is gone."));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sending);
        await on.Cluster.StartAsync("api-1");
        int? open = await Count(runs);
        using HttpResponseMessage again = await UploadAsync(
            on, runs, new StringContent(Lines(runs.Workflow, 0, Items), new MediaTypeHeaderValue("application/x-ndjson")));

        string body = await again.Content.ReadAsStringAsync(Token);
        Assert.True(again.StatusCode == HttpStatusCode.Accepted, body);
        Assert.Equal(0, open);
        string batch = $"/api/batches/{JsonElement.Parse(body).GetProperty("id").GetString()}";
        await ClusterFile.WaitAsync(
            async () => (await runs.Watch.TryGetAsync(batch))?.GetProperty("counts").GetProperty("succeeded").GetInt32() >= 20,
            "items run");
        await on.Api.PostAsync($"{batch}/cancel", null, Token);
        IEnumerable<IGrouping<(string Run, string Stage), StubCall>> calls = on.Stub.Read()
            .Where(line => line.What == "begin" && line.Call!.Run.StartsWith(runs.Workflow, StringComparison.Ordinal))
            .Select(line => line.Call!)
            .GroupBy(call => (call.Run, call.Stage));
        Assert.All(calls, call => Assert.Single(call));
        Assert.Equal(Items, (await runs.Watch.TryGetAsync(batch))!.Value.GetProperty("total").GetInt32());
    }

    private async Task<Installation> DistributedAsync()
    {
        await workers.BeginAsync();
        return new Distributed(workers);
    }

    private static async Task<int?> Count(FeatureRuns runs) =>
        (await runs.Watch.TryGetAsync($"/api/executions?workflow={runs.Workflow}&limit=1"))?.GetProperty("total").GetInt32();

    private static Task<HttpResponseMessage> UploadAsync(Installation on, FeatureRuns runs, HttpContent content)
    {
        string address = $"/api/batches?workflow={runs.Workflow}&max_parallel=20";
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Add("Idempotency-Key", runs.Workflow);
        return on.Api.SendAsync(request, Token);
    }

    private static string Lines(string workflow, int from, int to) =>
        string.Concat(Enumerable.Range(from, to - from).Select(index => $$"""{"run":"{{workflow}}-i{{index}}"}""" + "\n"));

    /// <summary>Sends most of it and then waits.</summary>
    private sealed class BrokenUpload : HttpContent
    {
        private readonly byte[] _half;

        public BrokenUpload(string workflow)
        {
            _half = Encoding.UTF8.GetBytes(Lines(workflow, 0, Before));
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        public TaskCompletionSource IsHalfSent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Rest { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_half, Token);
            await stream.FlushAsync(Token);
            IsHalfSent.SetResult();
            await Rest.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
