using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Models;

/// <summary>
/// Prompts whose models call tools, over HTTP from the request to the endpoint and back: as OpenAI's and as Azure's, watched (and so
/// streamed) and not, by itself and as a stage, a prompt and an operation as the tool.
/// </summary>
public sealed class ToolRunTests(QuirkHost host) : IClassFixture<QuirkHost>
{
    private static readonly object Question = new
    {
        type = "object",
        required = new[] { "question" },
        properties = new { question = new { type = "string" } },
    };

    private readonly HttpClient _http = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai", true, false)]
    [InlineData("openai", true, true)]
    [InlineData("openai", false, false)]
    [InlineData("openai", false, true)]
    [InlineData("azure", true, true)]
    [InlineData("azure", false, false)]
    public async Task Prompt_WithATool_AnswersWithWhatItGave(string provider, bool isPrompt, bool isWatched)
    {
        string name = ApiHost.NewName();
        string tool = isPrompt ? await AddExpertAsync(name, provider) : await AddTemplateAsync(name);
        await CreateAsync($"p{name}", "prompt", Prompt($"{provider}/calls", tool));

        JsonElement run = isWatched ? await WatchAsync(name) : await RunAsync($"/api/prompts/qa/p{name}/execute");

        JsonElement execution = run.GetProperty("execution");
        Assert.Equal("succeeded", execution.GetProperty("status").GetString());
        string output = run.GetProperty("output").GetRawText();
        Assert.Contains("The tool gave", output, StringComparison.Ordinal);
        Assert.Contains(isPrompt ? QuirkModel.Text : "About Oslo.", output, StringComparison.Ordinal);
        int modelCalls = (isPrompt ? 3 : 2) + (isWatched ? 1 : 0);
        Assert.Equal(modelCalls * QuirkModel.InputTokens, execution.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        JsonElement[] attempts = [.. run.GetProperty("attempts").EnumerateArray()];
        Assert.Equal($"{tool}@1", Assert.Single(attempts.Select(one => one.GetProperty("tool").GetString()).OfType<string>()));
        Assert.Equal(modelCalls + 1, attempts.Length);
        Assert.All(attempts, one => Assert.Equal(JsonValueKind.Null, one.GetProperty("error_code").ValueKind));
        Assert.Equal(
            [isWatched, isWatched],
            host.Model.Asked.Where(call => call.Model == $"{provider}/calls").TakeLast(2).Select(call => call.IsStreamed));
    }

    [Fact]
    public async Task Call_OfATool_IsASpanOfTheGenAiConventions_WithoutContent()
    {
        var spans = new List<Activity>();
        using ActivityListener listener = Listen(spans);
        string name = ApiHost.NewName();
        string tool = await AddTemplateAsync(name);
        await CreateAsync($"p{name}", "prompt", Prompt("openai/calls", tool));

        await RunAsync($"/api/prompts/qa/p{name}/execute");

        // Runs of other tests still end meanwhile.
        Activity[] seen;

        lock (spans)
        {
            seen = [.. spans];
        }

        Activity span = Assert.Single(seen, one => one.OperationName == $"execute_tool qa_o{name}");
        Assert.Equal(("execute_tool", $"qa_o{name}"), (span.GetTagItem("gen_ai.operation.name"), span.GetTagItem("gen_ai.tool.name")));
        Assert.DoesNotContain(seen.SelectMany(one => one.Tags), tag => tag.Value?.Contains("Oslo", StringComparison.Ordinal) == true);
    }

    /// <summary>As docs/dashboard.md tells it.</summary>
    [Fact]
    public async Task Trace_OfAToolThatIsAPrompt_HasItsCallBesideTheTurnsAndItsOwnModelBelowIt()
    {
        var spans = new List<Activity>();
        using ActivityListener listener = Listen(spans);
        string name = ApiHost.NewName();
        string tool = await AddExpertAsync(name, "openai");
        await CreateAsync($"p{name}", "prompt", Prompt("openai/calls", tool));

        await RunAsync($"/api/prompts/qa/p{name}/execute");

        Activity[] seen;

        lock (spans)
        {
            seen = [.. spans];
        }

        Activity call = Assert.Single(seen, one => one.OperationName == $"execute_tool qa_e{name}");
        Activity[] trace = [.. seen.Where(one => one.TraceId == call.TraceId).OrderBy(one => one.StartTimeUtc)];
        Activity stage = Assert.Single(trace, one => one.SpanId == call.ParentSpanId);
        Assert.StartsWith("stage ", stage.OperationName, StringComparison.Ordinal);
        Assert.Equal(
            ["chat calls", call.OperationName, "chat calls"],
            trace.Where(one => one.ParentSpanId == stage.SpanId && one.OperationName != "commit").Select(one => one.OperationName));
        Assert.Equal(
            ["chat ok"],
            trace.Where(one => one.ParentSpanId == call.SpanId && one.OperationName != "commit").Select(one => one.OperationName));
        Assert.Equal(
            ("execute_tool", "function", $"{tool}@1"),
            (call.GetTagItem("gen_ai.operation.name"), call.GetTagItem("gen_ai.tool.type"), call.GetTagItem("promptintel.operation")));
        Assert.Equal(ActivityStatusCode.Unset, call.Status);
    }

    [Theory]
    [InlineData("qa/nobody", "tools[0]")]
    [InlineData("nobody", "tools[0]")]
    public async Task Prompt_WhoseToolIsMissing_IsRefusedByItsField(string tool, string field)
    {
        using HttpResponseMessage response = await PostAsync($"p{ApiHost.NewName()}", "prompt", Prompt("openai/calls", tool));

        JsonElement problem = await ApiHost.ReadAsync(response);
        Assert.Equal(422, (int)response.StatusCode);
        Assert.Contains(field, problem.GetProperty("errors").GetRawText(), StringComparison.Ordinal);
    }

    private static ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "PromptIntel.Execution",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static object Prompt(string model, params string[] tools) => new
    {
        type = "chat",
        messages = new[] { new { role = "user", content = "{{question}}" } },
        variables = Question,
        model,
        tools,
    };

    /// <summary>A prompt as a tool; its model answers at once.</summary>
    private async Task<string> AddExpertAsync(string name, string provider)
    {
        await CreateAsync($"e{name}", "prompt", Prompt($"{provider}/ok"));
        return $"qa/e{name}";
    }

    /// <summary>An operation as a tool, which asks no model.</summary>
    private async Task<string> AddTemplateAsync(string name)
    {
        object[] messages = [new { role = "user", content = "About {{question}}." }];
        await CreateAsync($"t{name}", "prompt", new { type = "text", messages, variables = Question });
        var with = new { template = $"qa/t{name}" };
        await CreateAsync($"o{name}", "operation", new { type = "template", input_schema = Question, with });
        return $"qa/o{name}";
    }

    /// <summary>As the stage after one that waits until somebody watches.</summary>
    private async Task<JsonElement> WatchAsync(string name)
    {
        string word = ApiHost.NewName();
        await CreateAsync($"g{name}", "prompt", Prompt("openai/gate"));
        await CreateAsync($"og{name}", "operation", new { type = "prompt", with = new { prompt = $"qa/g{name}" } });
        await CreateAsync($"q{name}", "operation", new { type = "prompt", with = new { prompt = $"qa/p{name}" } });
        await CreateAsync($"r{name}", "recipe", new
        {
            input_schema = Question,
            output = new { answer = "${stages.ask.output}" },
            stages = new object[]
            {
                new { id = "gate", uses = $"qa/og{name}", with = new { question = "${input.question}" } },
                new { id = "ask", uses = $"qa/q{name}", with = new { question = "Oslo" } },
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute")
        {
            Content = JsonContent.Create(new { workflow = $"qa/r{name}", input_data = new { question = word } }),
        };
        request.Headers.Add("Prefer", "respond-async");
        using HttpResponseMessage started = await _http.SendAsync(request, Token);
        string path = $"/api/executions/{(await ApiHost.ReadAsync(started)).GetProperty("execution_id").GetString()}";

        await foreach (string line in new WorkflowClient(_http).EventLinesAsync($"{path}/events"))
        {
            host.Model.Open(word);
        }

        return await new WorkflowClient(_http).GetAsync(path);
    }

    private async Task CreateAsync(string name, string kind, object content)
    {
        using HttpResponseMessage created = await PostAsync(name, kind, content);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Token));
    }

    private Task<HttpResponseMessage> PostAsync(string name, string kind, object content) =>
        _http.PostAsJsonAsync("/api/prompts", new { @namespace = "qa", name, kind, description = "For a test.", content }, Token);

    private async Task<JsonElement> RunAsync(string path)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(path, new { variables = new { question = "Oslo" } }, Token);
        JsonElement answer = await ApiHost.ReadAsync(response);
        return await new WorkflowClient(_http).GetAsync($"/api/executions/{answer.GetProperty("execution_id").GetString()}");
    }
}
