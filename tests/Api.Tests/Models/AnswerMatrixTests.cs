using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Execution;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Models;

/// <summary>
/// Every quirk of an endpoint, as OpenAI's and as Azure's, for text and for JSON, watched (and so streamed) and not: the same status,
/// code, output and usage.
/// </summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class AnswerMatrixTests(QuirkHost host) : IClassFixture<QuirkHost>
{
    private static readonly JsonElement Schema = JsonElement.Parse(
        """
        {"type":"object","required":["city","n"],"additionalProperties":false,
         "properties":{"city":{"type":"string"},"n":{"type":"integer"}}}
        """);

    /// <summary>What is no answer, by quirk; for text, and where JSON was asked for.</summary>
    private static readonly Dictionary<string, (string? Text, string? Json)> Failures = new(StringComparer.Ordinal)
    {
        ["length"] = ("answer_truncated", "answer_truncated"),
        ["max_tokens"] = ("answer_truncated", "answer_truncated"),
        ["length-reasoning"] = ("answer_truncated", "answer_truncated"),
        ["length-complete"] = ("answer_truncated", "answer_truncated"),
        ["filter"] = ("answer_filtered", "answer_filtered"),
        ["filter-partial"] = ("answer_filtered", "answer_filtered"),
        ["refusal"] = ("answer_refused", "answer_refused"),
        ["tool"] = ("answer_empty", null),
        ["error-reason"] = ("stream_broken", "stream_broken"),
        ["no-resources"] = ("stream_broken", "stream_broken"),
        ["refusal-part"] = ("answer_refused", "answer_refused"),
        ["legacy-call"] = ("answer_empty", null),
        ["empty"] = ("answer_empty", "answer_empty"),
        ["null"] = ("answer_empty", "answer_empty"),
        ["blank"] = ("answer_empty", "answer_empty"),
        ["think-only"] = ("answer_empty", "answer_empty"),
        ["two-values"] = (null, "invalid_output"),
    };

    /// <summary>Text that is not the plain answer.</summary>
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["prose"] = $"Sure! Here it is:\n```json\n{QuirkModel.Text}\n```\nLet me know.",
        ["prose-bare"] = $"The answer is {QuirkModel.Text} as asked [1].",
        ["fence-line"] = $"```json {QuirkModel.Text}```",
    };

    private readonly HttpClient _http = host.CreateClient();

    public static TheoryData<string, string, bool> Cases =>
    [
        .. from provider in Providers
           from quirk in QuirkModel.Names
           from wantsJson in new[] { false, true }
           select (provider, quirk, wantsJson),
    ];

    private static string[] Providers => ["openai", "azure"];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Answer_OfAnyEndpoint_IsTheSameWatchedOrNot(string provider, string quirk, bool wantsJson)
    {
        string model = $"{provider}/{quirk}";
        string recipe = await DefineAsync(model, wantsJson);

        JsonElement alone = await RunAsync(recipe, isWatched: false);
        JsonElement watched = await RunAsync(recipe, isWatched: true);

        Check(alone, quirk, wantsJson);
        Check(watched, quirk, wantsJson);
        int calls = quirk == "two-values" && wantsJson ? 2 : 1;
        Assert.Equal(
            [.. Enumerable.Repeat((model, false), calls), .. Enumerable.Repeat((model, true), calls)],
            host.Model.Asked.Where(call => call.Model == model).TakeLast(2 * calls));
    }

    public static TheoryData<string, string> BrokenStreams =>
        [.. from provider in Providers from quirk in QuirkModel.Broken select (provider, quirk)];

    [Theory]
    [MemberData(nameof(BrokenStreams))]
    public async Task Answer_WhoseStreamBreaks_IsNoneAndKeepsWhatItUsed(string provider, string quirk)
    {
        string recipe = await DefineAsync($"{provider}/{quirk}", wantsJson: false);

        JsonElement alone = (await RunAsync(recipe, isWatched: false)).GetProperty("execution");
        JsonElement watched = await RunAsync(recipe, isWatched: true);

        Assert.Equal("succeeded", alone.GetProperty("status").GetString());
        JsonElement run = watched.GetProperty("execution");
        Assert.Equal(
            ("failed", "stream_broken"), (run.GetProperty("status").GetString(), run.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(2 * QuirkModel.InputTokens, run.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.DoesNotContain("SECRET", watched.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(
            quirk == "stream-error",
            run.GetProperty("error").GetProperty("detail").GetString()!.Contains("overloaded", StringComparison.Ordinal));
    }

    private static void Check(JsonElement answer, string quirk, bool wantsJson)
    {
        (string? text, string? json) = Failures.GetValueOrDefault(quirk);
        string? code = wantsJson ? json : text;
        // The gate's call has the same usage; a value that fits twice is asked for once more.
        int calls = code == "invalid_output" ? 3 : 2;
        JsonElement run = answer.GetProperty("execution");
        Assert.Equal(calls * QuirkModel.InputTokens, run.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.Equal(calls * QuirkModel.OutputTokens, run.GetProperty("usage").GetProperty("output_tokens").GetInt32());

        if (code is not null)
        {
            Assert.Equal(
                ("failed", code), (run.GetProperty("status").GetString(), run.GetProperty("error").GetProperty("code").GetString()));
            return;
        }

        Assert.Equal(("succeeded", quirk), (run.GetProperty("status").GetString(), quirk));
        string expected = wantsJson
            ? QuirkModel.Json
            : JsonSerializer.Serialize(new { text = Texts.GetValueOrDefault(quirk, QuirkModel.Text) });
        Assert.True(
            JsonElement.DeepEquals(JsonElement.Parse(expected), answer.GetProperty("output").GetProperty("r")), answer.GetRawText());
    }

    /// <summary>A recipe that waits at the gate and then asks the model; gives its name.</summary>
    private async Task<string> DefineAsync(string model, bool wantsJson)
    {
        string name = ApiHost.NewName();
        object variables = new { type = "object", properties = new { word = new { type = "string" } } };
        await CreateAsync(
            $"g{name}",
            null,
            new { type = "chat", messages = new[] { new { role = "user", content = "{{word}}" } }, variables, model = "openai/gate" });
        await CreateAsync($"p{name}", null, new
        {
            type = "chat",
            messages = new[] { new { role = "user", content = "Hi" } },
            variables = new { type = "object", properties = new { } },
            model,
            parameters = new { temperature = 0, max_output_tokens = 200 },
            output_schema = wantsJson ? Schema : (JsonElement?)null,
        });
        await CreateAsync(
            $"og{name}", "operation", new { type = "prompt", input_schema = variables, with = new { prompt = $"qa/g{name}" } });
        await CreateAsync(
            $"op{name}",
            "operation",
            new { type = "prompt", input_schema = new { type = "object", properties = new { } }, with = new { prompt = $"qa/p{name}" } });
        await CreateAsync($"r{name}", "recipe", new
        {
            input_schema = variables,
            output = new { r = "${stages.ask.output}" },
            stages = new object[]
            {
                new { id = "gate", uses = $"qa/og{name}", with = new { word = "${input.word}" } },
                new { id = "ask", uses = $"qa/op{name}", with = new { } },
            },
        });
        return $"qa/r{name}";
    }

    private async Task CreateAsync(string name, string? kind, object content)
    {
        using HttpResponseMessage created = await _http.PostAsJsonAsync(
            "/api/prompts", new { @namespace = "qa", name, kind = kind ?? "prompt", content }, TestContext.Current.CancellationToken);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<JsonElement> RunAsync(string recipe, bool isWatched)
    {
        string word = ApiHost.NewName();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/api/prompts/execute")
        { Content = JsonContent.Create(new { workflow = recipe, input_data = new { word } }) };

        if (isWatched)
        {
            request.Headers.Add("Prefer", "respond-async");
        }
        else
        {
            host.Model.Open(word);
        }

        using HttpResponseMessage started = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string path = $"/api/executions/{(await ApiHost.ReadAsync(started)).GetProperty("execution_id").GetString()}";

        if (isWatched)
        {
            // Its first event shows that it is followed; only then is the model asked.
            await foreach (string line in new WorkflowClient(_http).EventLinesAsync($"{path}/events"))
            {
                host.Model.Open(word);
            }
        }

        return await new WorkflowClient(_http).GetAsync(path);
    }
}
