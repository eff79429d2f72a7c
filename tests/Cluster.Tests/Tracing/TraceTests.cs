using System.Net.Http.Json;
using System.Text.Json;
using PromptIntel.Cluster.Tests.Distributed;
using PromptIntel.Hosting.Installation;
using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Telemetry;

namespace PromptIntel.Cluster.Tests.Tracing;

/// <summary>What the programs export of a run that an Api accepted and a Worker executed, each in a process of its own.</summary>
public sealed class TraceTests
{
    private const string Request = "POST /api/prompts/execute";
    private const string Workflow = "invoke_workflow questionnaire_to_contract";
    private const string Sql = "Npgsql";
    private const string Redis = "PromptIntel.Redis";
    private const int MostRuns = 5;

    private static readonly string[] Stages = [
        "stage intake",
        "stage extract",
        "stage enrich",
        "stage compare",
        "stage classify",
        "stage score",
        "stage draft",
        "stage review",
        "stage persist"
    ];

    [Fact]
    public async Task Execution_WhenAWorkerRunsIt_IsOneTraceFromTheRequestToSqlAndRedis()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using LocalCluster cluster = await LocalCluster.StartAsync(
            apis: 1, workers: 1, [
                $"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
                "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
                "OTEL_BSP_SCHEDULE_DELAY=200"
            ]);

        string traceId = await ExecuteAsync(cluster.Apis[0]);

        // Redis is connected to in the background: the first run may be over before it is.
        for (int run = 1; run < MostRuns && await SendersAsync(receiver, traceId, Redis) < 2; run++)
        {
            traceId = await ExecuteAsync(cluster.Apis[0]);
        }

        ulong idleSince = await Idleness.PassAsync(receiver);
        await cluster.StopAsync("worker-1");
        await cluster.StopAsync("api-1");
        var tree = new RunTree(receiver, traceId, "questionnaire_to_contract");
        tree.Check();
        Assert.All([tree.Root, tree.Acceptance], span => Assert.Equal("promptintel-api", span.Service));
        Assert.All(
            [tree.Queue, .. tree.Executions, .. tree.Stages, .. tree.Calls], span => Assert.Equal("promptintel-worker", span.Service));
        Assert.Equal(Stages.Order(), tree.Stages.Select(stage => stage.Name).Distinct().Order());
        Assert.Contains(tree.Calls, call => tree.Parent(call)!.Name == "stage extract");
        Assert.All(
            [Sql, Redis], source => Assert.Contains(tree.Spans, span => span.Source == source && tree.Parent(span) == tree.Acceptance));
        Assert.All(
            [Sql, Redis],
            source => Assert.Contains(tree.Spans, span => span.Source == source && tree.Ancestors(span).Intersect(tree.Stages).Any()));
        Assert.Contains(tree.Spans, span => span.Source == Sql
            && span.Name.StartsWith("INSERT ", StringComparison.Ordinal)
            && tree.Parent(span) == tree.Acceptance);
        Assert.All(tree.Stages, stage => Assert.Contains(receiver.Logs, log => log.TraceId == traceId && log.SpanId == stage.SpanId));
        // Neither a poll nor a probe leaves traces of its own.
        IReadOnlyList<ReceivedSpan> all = receiver.Spans;
        HashSet<string> known = [.. all.Select(span => span.SpanId)];
        Assert.DoesNotContain(all, span => span.Source is Sql or Redis && !known.Contains(span.ParentId));
        Assert.Empty(Idleness.Work([.. all], idleSince));
        // One span a call: the client's own would be a second.
        Assert.DoesNotContain(all, span => span.Source.Contains("StackExchange", StringComparison.Ordinal));
    }

    /// <summary>How many processes have sent spans of the source, once both have exported the trace.</summary>
    private static async Task<int> SendersAsync(OtlpReceiver receiver, string traceId, string source)
    {
        await Patience.WaitAsync(() => Trace(receiver, traceId) is var soFar
            && soFar.Any(span => span.Name == Request)
            && soFar.Any(span => span.Name == Workflow), "both processes have exported the trace");
        return Trace(receiver, traceId).Where(span => span.Source == source).Select(span => span.Service).Distinct().Count();
    }

    /// <summary>Runs a sample to its end; gives its trace's id.</summary>
    private static async Task<string> ExecuteAsync(HttpClient api)
    {
        string sample = await File.ReadAllTextAsync(
            Path.Combine(new ContentOptions().Locate()!, "samples", "northern_kickboxing_qa.txt"), TestContext.Current.CancellationToken);
        using HttpResponseMessage response = await api.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = "questionnaire_to_contract", input_data = new { questionnaire_text = sample } },
            TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        string id = JsonElement.Parse(body).GetProperty("execution_id").GetString()!;
        JsonElement execution = default;
        await Patience.WaitAsync(
            async () =>
            {
                execution = (await api.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", TestContext.Current.CancellationToken))
                    .GetProperty("execution");
                return execution.GetProperty("status").GetString() is not ("queued" or "running");
            },
            "the run ends");
        Assert.Equal("succeeded", execution.GetProperty("status").GetString());
        Assert.Equal(execution.GetProperty("trace_id").GetString(), JsonElement.Parse(body).GetProperty("trace_id").GetString());
        return execution.GetProperty("trace_id").GetString()!;
    }

    private static ReceivedSpan[] Trace(OtlpReceiver receiver, string traceId) =>
        [.. receiver.Spans.Where(span => span.TraceId == traceId)];
}
