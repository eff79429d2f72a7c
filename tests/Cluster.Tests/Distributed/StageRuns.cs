using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>
/// Runs of one workflow whose prompts name their run and stage, made and watched through an Api. Each has a workflow of its own.
/// </summary>
internal sealed class StageRuns(HttpClient api)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly string _workflow = $"stages_{Guid.CreateVersion7():N}";
    private readonly Dictionary<string, Guid> _runs = [];

    public string Workflow => _workflow;

    public static IReadOnlyList<string> Stages { get; } = ["a", "b", "c", "d"];

    /// <summary>Each run by the name that its prompts carry.</summary>
    public IReadOnlyDictionary<string, Guid> Runs => _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes prompt, operation and workflow.</summary>
    public async Task<StageRuns> CreateAsync()
    {
        await CreateAsync("general", $"{_workflow}_prompt", "prompt", new
        {
            format_version = 1,
            type = "text",
            model = "stub/stub-1",
            messages = new[] { new { role = "user", content = "run={{run}} stage={{stage}} " } },
            variables = new
            {
                type = "object",
                required = new[] { "run", "stage" },
                properties = new { run = new { type = "string" }, stage = new { type = "string" } }
            },
        });
        await CreateAsync("components", $"{_workflow}_operation", "operation", $$"""
            kind: operation
            description: Asks the model.
            type: prompt
            input_schema: { type: object, required: [run, stage], properties: { run: { type: string }, stage: { type: string } } }
            with: { prompt: general/{{_workflow}}_prompt }
            """);
        IEnumerable<string> stages = Stages.Select(stage => $$"""
              - id: {{stage}}
                uses: components/{{_workflow}}_operation
                with: { run: "${input.run}", stage: {{stage}} }
            """);
        await CreateAsync("workflows", _workflow, "recipe", $$"""
            kind: recipe
            description: Four stages, one after another.
            input_schema: { type: object, required: [run], properties: { run: { type: string } } }
            stages:
            {{string.Join('\n', stages)}}
            output: { last: "${stages.d.output}" }
            """);
        return this;
    }

    /// <summary>Queues one more run; asked again with the same key as long as no answer comes.</summary>
    public async Task<Guid> StartAsync()
    {
        string run = $"{_workflow}-{_runs.Count}";
        Guid id = Guid.Empty;
        await ClusterFile.WaitAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Post,
                    "/api/prompts/execute")
                { Content = JsonContent.Create(new { workflow = _workflow, input_data = new { run } }) };
                request.Headers.Add("Prefer", "respond-async");
                request.Headers.Add("Idempotency-Key", run);
                JsonElement? answer = await TrySendAsync(request);
                id = answer?.GetProperty("execution_id").GetGuid() ?? Guid.Empty;
                return answer is not null;
            },
            "a run is accepted");
        _runs[run] = id;
        return id;
    }

    /// <summary>
    /// Queues runs, never more than <paramref name="mostOpen"/> open at once, until it is over and at least
    /// <paramref name="least"/> were queued.
    /// </summary>
    public async Task FeedAsync(int least, int mostOpen, CancellationToken over)
    {
        using var timer = new PeriodicTimer(Interval);

        while (!over.IsCancellationRequested || _runs.Count < least)
        {
            for (int open = await CountOpenAsync() ?? mostOpen; open < mostOpen; open++)
            {
                await StartAsync();
            }

            await timer.WaitForNextTickAsync(Token);
        }
    }

    public async Task<Guid> StartBatchAsync(int items, int maxParallel)
    {
        var request = new
        {
            workflow = _workflow,
            inputs = Enumerable.Range(0, items).Select(
            item => new { run = $"{_workflow}-i{item}" }),
            max_parallel = maxParallel
        };
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/batch") { Content = JsonContent.Create(request) };
        message.Headers.Add("Prefer", "respond-async");
        return (await TrySendAsync(message))!.Value.GetProperty("batch_id").GetGuid();
    }

    /// <summary>How many have not ended; null when the Api does not answer.</summary>
    public async Task<int?> CountOpenAsync()
    {
        int open = 0;

        foreach (string status in new[] { "queued", "running", "waiting" })
        {
            if (await TryGetAsync($"/api/executions?workflow={_workflow}&status={status}&limit=1") is not { } page)
            {
                return null;
            }

            open += page.GetProperty("total").GetInt32();
        }

        return open;
    }

    /// <summary>Until none is open. Fails when for a while none ends.</summary>
    public async Task WaitUntilEndedAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        using var patience = new CancellationTokenSource();
        int last = int.MaxValue;

        while (await CountOpenAsync() is var open && open != 0)
        {
            if (open < last)
            {
                last = open.Value;
                patience.CancelAfter(TimeSpan.FromSeconds(120));
            }

            Assert.False(patience.IsCancellationRequested, $"None of {open} runs ends.");
            await timer.WaitForNextTickAsync(Token);
        }
    }

    public async Task<JsonElement> DetailAsync(Guid id) =>
        await TryGetAsync($"/api/executions/{id}") ?? throw new InvalidOperationException("The Api does not answer.");

    public Task WaitForStatusAsync(Guid id, string status) => ClusterFile.WaitAsync(
        async () => (await TryGetAsync($"/api/executions/{id}"))?.GetProperty("execution").GetProperty("status").GetString() == status,
        $"the execution is {status}");

    /// <summary>The types of all events of an ended execution, in order.</summary>
    public async Task<List<string>> EventsAsync(Guid id)
    {
        string stream = await api.GetStringAsync($"/api/executions/{id}/events", Token);
        return [.. stream.Split('\n')
            .Where(line => line.StartsWith("event: ", StringComparison.Ordinal))
            .Select(line => line["event: ".Length..].Trim())];
    }

    public async Task<JsonElement?> TryGetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await TrySendAsync(request);
    }

    private async Task CreateAsync(string @namespace, string name, string kind, object content)
    {
        using HttpResponseMessage response = await api.PostAsJsonAsync(
            "/api/prompts", new { @namespace, name, kind, description = "Made by a test.", content }, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Null when nobody answers or an outage is answered; anything else that is no success fails the test.</summary>
    private async Task<JsonElement?> TrySendAsync(HttpRequestMessage request)
    {
        try
        {
            using HttpResponseMessage response = await api.SendAsync(request, Token);
            string body = await response.Content.ReadAsStringAsync(Token);

            if ((int)response.StatusCode >= 500)
            {
                return null;
            }

            Assert.True(response.IsSuccessStatusCode, body);
            return JsonElement.Parse(body);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
