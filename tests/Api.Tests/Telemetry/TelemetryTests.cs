using System.Net.Http.Json;
using System.Text.Json;
using PromptIntel.Hosting.Installation;
using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;
using PromptIntel.Tests.Shared.Telemetry;

namespace PromptIntel.Api.Tests.Telemetry;

/// <summary>What the service exports over OTLP, and what it never does.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class TelemetryTests
{
    private const string CachedWorkflow = """
        kind: recipe
        description: Reads a text once and remembers it.
        input_schema: { type: object, required: [questionnaire_text], properties: { questionnaire_text: { type: string } } }
        stages:
          - id: intake
            uses: components/intake_questionnaire
            with: { questionnaire_text: "${input.questionnaire_text}" }
            cache: true
        output: { text: "${stages.intake.output.text}" }
        """;

    private const string Key = "sk-sentinel-key-3141";
    private const string Variable = "sentinel-variable-2718";
    private const string PromptText = "sentinel-prompt-1618";
    private const string Answer = "sentinel-answer-1414";

    private static readonly string Service = ProgramPath.Of("Api");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execution_WhenOffline_IsOneTraceFromTheRequestToTheExtractor()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ServedProgram program = await ServedProgram.StartAsync(Service, Environment(receiver));
        string sample = await File.ReadAllTextAsync(
            Path.Combine(new ContentOptions().Locate()!, "samples", "northern_kickboxing_qa.txt"), Cancellation);

        JsonElement executed = await PostAsync(program, "/api/prompts/execute", new
        {
            workflow = "questionnaire_to_contract",
            input_data = new { questionnaire_text = $"{sample}\nQ: Notes\nA: {Variable}\n" }
        });
        JsonElement detail = await program.Client.GetFromJsonAsync<JsonElement>(
            $"/api/executions/{executed.GetProperty("execution_id").GetString()}", Cancellation);
        ulong idleSince = await Idleness.PassAsync(receiver);
        await program.StopAsync();

        string traceId = executed.GetProperty("trace_id").GetString()!;
        var tree = new RunTree(receiver, traceId, "questionnaire_to_contract");
        tree.Check();
        Assert.Single(tree.Executions);
        Assert.Equal([
            "stage intake",
            "stage extract",
            "stage enrich",
            "stage compare",
            "stage classify",
            "stage score",
            "stage draft",
            "stage review",
            "stage persist"
        ], tree.Stages.Select(span => span.Name).OrderBy(Order));
        ReceivedSpan chat = Assert.Single(tree.Calls, call => tree.Parent(call)!.Name == "stage extract");
        Assert.Contains(
            tree.Spans, span => span.Source == "PromptIntel.Sqlite" && span.Name == "write" && tree.Parent(span) == tree.Acceptance);
        Assert.All(tree.Stages, stage => Assert.Contains(receiver.Logs, log => log.TraceId == traceId && log.SpanId == stage.SpanId));
        Assert.Empty(Idleness.Work([.. receiver.Spans], idleSince));
        Assert.Equal("chat offline-extractor", chat.Name);
        Assert.Equal("chat", chat.Tags["gen_ai.operation.name"]);
        Assert.Equal("offline", chat.Tags["gen_ai.provider.name"]);
        Assert.Equal("offline-extractor", chat.Tags["gen_ai.request.model"]);
        Assert.Equal("workflows/extract_questionnaire", chat.Tags["gen_ai.prompt.name"]);
        Assert.Equal("1", chat.Tags["gen_ai.prompt.version"]);
        Assert.DoesNotContain("gen_ai.usage.input_tokens", chat.Tags.Keys);
        Assert.Equal(traceId, detail.GetProperty("execution").GetProperty("trace_id").GetString());
        Assert.All(
            detail.GetProperty("stages").EnumerateArray(),
            stage => Assert.NotEqual(JsonValueKind.Null, stage.GetProperty("started_at").ValueKind));
        Assert.Superset(new HashSet<string>([
            "promptintel.execution.duration",
            "promptintel.execution.stage.duration",
            "promptintel.execution.ended",
            "promptintel.execution.running",
            "gen_ai.client.operation.duration",
            "http.server.request.duration"
        ]), receiver.Metrics.ToHashSet());
        AssertNothingLeaks(receiver, program, Variable, "Northern Strike");
    }

    [Fact]
    public async Task Execution_WhenAStageFails_ShowsItsCodeFromTheStageToTheRoot()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ServedProgram program = await ServedProgram.StartAsync(Service, Environment(receiver));

        JsonElement executed = await PostAsync(
            program, "/api/prompts/execute", new { workflow = "questionnaire_to_contract", input_data = new { questionnaire_text = " " } });
        await program.StopAsync();

        Assert.Equal("failed", executed.GetProperty("status").GetString());
        string code = executed.GetProperty("error").GetProperty("code").GetString()!;
        ReceivedSpan[] trace = [.. receiver.Spans.Where(span => span.TraceId == executed.GetProperty("trace_id").GetString())];
        ReceivedSpan[] failed = [.. trace.Where(span => span.HasFailed).OrderBy(span => span.Start)];
        Assert.Equal(
            ["POST /api/prompts/execute", "invoke_workflow questionnaire_to_contract", "stage intake"], failed.Select(span => span.Name));
        Assert.All(failed, span => Assert.Equal(code, span.Tags["error.type"]));
        Assert.Contains(
            receiver.Logs, log => log.TraceId == failed[0].TraceId && log.Body.Contains("failed with", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CachedStage_WhenItRunsAgain_CountsAHit()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ServedProgram program = await ServedProgram.StartAsync(Service, Environment(receiver));
        await PostAsync(
            program, "/api/prompts", new { @namespace = "workflows", name = "remember", kind = "recipe", content = CachedWorkflow });
        var request = new
        {
            workflow = "remember",
            input_data = new { questionnaire_text = "Q: What is the name of your league?\nA: Northern Strike Kickboxing Series\n" }
        };

        JsonElement first = await PostAsync(program, "/api/prompts/execute", request);
        JsonElement second = await PostAsync(program, "/api/prompts/execute", request);
        await program.StopAsync();

        Assert.Equal("success", first.GetProperty("status").GetString());
        Assert.Equal("success", second.GetProperty("status").GetString());
        Assert.Contains("promptintel.execution.stage.cache.hits", receiver.Metrics);
    }

    [Fact]
    public async Task ModelCall_WhenContentIsNotCaptured_LeavesNoContentAnywhere()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ModelStub model = await ModelStub.StartAsync(Answer);
        await using ServedProgram program = await ServedProgram.StartAsync(Service, Environment(receiver, model));

        string traceId = await RunPromptAsync(program);
        await PostAsync(program, "/api/prompts/search", new { query = Variable });
        await program.StopAsync();

        ReceivedSpan chat = Assert.Single(receiver.Spans, span => span.TraceId == traceId && span.Name == "chat stub-1");
        Assert.Equal("openai", chat.Tags["gen_ai.provider.name"]);
        Assert.Equal("general/sentinel", chat.Tags["gen_ai.prompt.name"]);
        Assert.Equal("12", chat.Tags["gen_ai.usage.input_tokens"]);
        Assert.Equal("5", chat.Tags["gen_ai.usage.output_tokens"]);
        Assert.Equal("stop", chat.Tags["gen_ai.response.finish_reasons"]);
        Assert.Contains(receiver.Spans, span => span.ParentId == chat.SpanId && span.Source == "System.Net.Http");
        Assert.Contains(
            receiver.Spans, span => span.Name == "embeddings stub-embedding" && span.Tags["gen_ai.operation.name"] == "embeddings");
        Assert.Contains("gen_ai.client.token.usage", receiver.Metrics);
        AssertNothingLeaks(receiver, program, Key, Variable, PromptText, Answer);
    }

    [Fact]
    public async Task ModelCall_WhenContentIsCaptured_ShowsItInItsSpanButNeverTheKey()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ModelStub model = await ModelStub.StartAsync(Answer);
        await using ServedProgram program = await ServedProgram.StartAsync(
            Service, new Dictionary<string, string>(Environment(receiver, model)) { ["PromptIntel__Execution__CaptureContent"] = "true" });

        string traceId = await RunPromptAsync(program);
        await program.StopAsync();

        ReceivedSpan chat = Assert.Single(receiver.Spans, span => span.TraceId == traceId && span.Name == "chat stub-1");
        JsonElement asked = JsonElement.Parse(chat.Tags["gen_ai.input.messages"])[0];
        JsonElement answered = JsonElement.Parse(chat.Tags["gen_ai.output.messages"])[0];
        Assert.Equal(("user", "assistant"), (asked.GetProperty("role").GetString(), answered.GetProperty("role").GetString()));
        Assert.All([asked, answered], message => Assert.Equal("text", message.GetProperty("parts")[0].GetProperty("type").GetString()));
        Assert.Contains(Variable, asked.GetProperty("parts")[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("stop", answered.GetProperty("finish_reason").GetString());
        Assert.Contains(PromptText, chat.Tags["gen_ai.input.messages"], StringComparison.Ordinal);
        Assert.Contains(Answer, chat.Tags["gen_ai.output.messages"], StringComparison.Ordinal);
        AssertNothingLeaks(receiver, program, Key);
        Assert.DoesNotContain(Variable, program.Output, StringComparison.Ordinal);
    }

    private static int Order(string stage) => Array.IndexOf(
        ["intake", "extract", "enrich", "compare", "classify", "score", "draft", "review", "persist"], stage["stage ".Length..]);

    /// <summary>A prompt and a run of it, each with its sentinel; gives the trace id.</summary>
    private static async Task<string> RunPromptAsync(ServedProgram program)
    {
        await PostAsync(program, "/api/prompts", new
        {
            @namespace = "general",
            name = "sentinel",
            description = "A test prompt.",
            content = new
            {
                format_version = 1,
                type = "text",
                messages = new[] { new { role = "user", content = $"{PromptText} {{{{name}}}}" } },
                variables = new { type = "object", properties = new { name = new { type = "string" } } },
            },
        });
        JsonElement executed = await PostAsync(
            program, "/api/prompts/general/sentinel/execute", new { variables = new { name = Variable } });
        Assert.Equal("success", executed.GetProperty("status").GetString());
        Assert.Contains(Answer, executed.GetProperty("output").ToString(), StringComparison.Ordinal);
        return executed.GetProperty("trace_id").GetString()!;
    }

    private static async Task<JsonElement> PostAsync(ServedProgram program, string path, object body)
    {
        using HttpResponseMessage response = await program.Client.PostAsJsonAsync(path, body, Cancellation);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    private static void AssertNothingLeaks(OtlpReceiver receiver, ServedProgram program, params string[] sentinels)
    {
        // The search itself must be able to find: names of spans are there, and so is a line of the log.
        Assert.True(receiver.Contains("invoke_workflow"));
        Assert.Contains("dbug: ", program.Output, StringComparison.Ordinal);

        foreach (string sentinel in sentinels)
        {
            Assert.False(receiver.Contains(sentinel), $"{sentinel} was exported");
            Assert.DoesNotContain(sentinel, program.Output, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, string> Environment(OtlpReceiver receiver, ModelStub? model = null) => new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["Logging__LogLevel__Default"] = "Debug",
        ["OPENAI_API_KEY"] = model is null ? "" : Key,
        ["OPENAI_BASE_URL"] = model?.BaseUrl ?? "",
        ["PromptIntel__Inference__DefaultModel"] = "stub-1",
        ["PromptIntel__Inference__EmbeddingModel"] = model is null ? "" : "stub-embedding",
    };
}
