using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Api.Tests.Models;

/// <summary>
/// An OpenAI-compatible endpoint whose quirk is chosen by the model's name, as the wild has them: cut, filtered, refused, empty and broken
/// answers, words around JSON, other spellings, endpoints that take less or do not stream. It answers in the same way streamed and not.
/// </summary>
internal sealed class QuirkModel : IAsyncDisposable
{
    public const string Json = """{"city":"Oslo","n":3}""";
    public const string Text = "A plain answer.";
    public const int InputTokens = 10;
    public const int OutputTokens = 5;

    private const string Gate = "gate";
    private const string Calls = "calls";
    private const string Tool =
        """[{"index":0,"id":"a","type":"function","function":{"name":"answer","arguments":"{\"city\":\"Oslo\",\"n\":3}"}}]""";

    private const string LegacyCall = """{"name":"answer","arguments":"{\"city\":\"Oslo\",\"n\":3}"}""";

    private static readonly Dictionary<string, Func<bool, Said>> Quirks = new(StringComparer.Ordinal)
    {
        ["ok"] = json => new(Good(json)),
        ["length"] = json => new(json ? """{"city":"Os""" : "This sentence was cut in the mid", "length"),
        ["max_tokens"] = json => new(json ? """{"city":"Os""" : "This sentence was cut in the mid", "max_tokens"),
        ["length-reasoning"] = _ => new("", "length") { More = """ "reasoning_content":"thinking thinking" """ },
        ["length-complete"] = json => new(Good(json), "length"),
        ["filter"] = _ => new("", "content_filter"),
        ["filter-partial"] = _ => new("I will now expl", "content_filter"),
        ["refusal"] = _ => new(null) { More = """ "refusal":"I can't help with that." """ },
        ["tool"] = _ => new(null, "tool_calls") { More = $" \"tool_calls\":{Tool} " },
        ["empty"] = _ => new(""),
        ["null"] = _ => new(null),
        ["blank"] = _ => new(" \n"),
        ["think"] = json => new($"<think>\nThe user wants {{\"x\"}} and {{\"city\":\"Bergen\",\"n\":1}}.\n</think>\n\n{Good(json)}"),
        ["think-only"] = _ => new("<think>\nStill thinking"),
        ["prose"] = json => new($"Sure! Here it is:\n```json\n{Good(json)}\n```\nLet me know."),
        ["prose-bare"] = json => new($"The answer is {Good(json)} as asked [1]."),
        ["fence-line"] = json => new($"```json {Good(json)}```"),
        ["two-values"] = json => new(json ? $"Either {Json} or {{\"city\":\"Rome\",\"n\":4}}." : Text),
        ["byte-order-mark"] = json => new($"\ufeff{Good(json)}"),
        ["eos"] = json => new(Good(json), "eos"),
        ["end_turn"] = json => new(Good(json), "end_turn"),
        ["no-reason"] = json => new(Good(json), null),
        ["empty-reason"] = json => new(Good(json), ""),
        ["float-created"] = json => new(Good(json)) { Envelope = """ "created":1700000000.5 """ },
        ["numeric-id"] = json => new(Good(json)) { Envelope = """ "id":17 """ },
        ["error-reason"] = json => new(json ? """{"city":"Os""" : "This sentence was cut in the mid", "error"),
        ["no-resources"] = _ => new("", "insufficient_system_resource"),
        ["refusal-part"] = _ => new(null) { More = """ "content":[{"type":"refusal","refusal":"I can't help with that."}] """ },
        ["parts"] = json => new(null) { More = $$""" "content":[{"type":"text","text":{{JsonSerializer.Serialize(Good(json))}}}] """ },
        ["output-text"] = json => new(null)
        {
            More = $$""" "content":[{"type":"output_text","text":{{JsonSerializer.Serialize(Good(json))}},"annotations":[]}] """,
        },
        ["thought-parts"] = json => new(null)
        {
            More = $$"""
                "content":[{"type":"thinking","thinking":[{"type":"text","text":"{\"city\":\"Bergen\",\"n\":1}"}]},
                  {"type":"text","text":{{JsonSerializer.Serialize(Good(json)[..4])}}},
                  {"text":{{JsonSerializer.Serialize(Good(json)[4..])}}}]
                """,
        },
        ["odd-details"] = json => new(Good(json))
        {
            Usage = """ "completion_tokens_details":[],"prompt_tokens_details":{"cached_tokens":null} """,
        },
        ["counts-as-text"] = json => new(Good(json)) { Usage = """ "prompt_tokens":"10","completion_tokens":"5","total_tokens":"15" """ },
        ["packed"] = json => new(Good(json)) { IsPacked = true },
        ["mark-before-body"] = json => new(Good(json)) { Before = "\ufeff" },
        ["legacy-call"] = _ => new(null, "function_call") { More = $" \"function_call\":{LegacyCall} " },
        ["other-role"] = json => new(Good(json)) { More = """ "role":"model" """ },
        ["think-brackets"] = json => new($"[THINK]Perhaps {{\"city\":\"Bergen\",\"n\":1}}.[/THINK]{Good(json)}"),
        ["final-channel"] = json => new(
            $"<|channel|>analysis<|message|>Perhaps {Json}<|end|><|start|>assistant<|channel|>final<|message|>{Good(json)}<|return|>"),
        ["json-as-text"] = json => new(json ? JsonSerializer.Serialize(Json) : Text),
        ["never-streams"] = json => new(Good(json)),
    };

    /// <summary>
    /// Streams that break, and how: what follows the first piece and its usage. Not streamed these endpoints answer well.
    /// </summary>
    private static readonly Dictionary<string, string> Breaks = new(StringComparer.Ordinal)
    {
        ["stream-ends"] = "",
        ["stream-error"] = """data: {"error":{"message":"SECRET","type":"server_error","code":"overloaded"}}""" + "\n\n",
        ["stream-cut-in-an-event"] = """data: {"choices":[{"ind""",
    };

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);

    private QuirkModel(WebApplication app) => _app = app;

    public static IEnumerable<string> Names => Quirks.Keys;

    public static IEnumerable<string> Broken => Breaks.Keys;

    public const string ApiVersion = "2099-01-01-preview";
    public const string AzureKey = "azure-test";

    public string BaseUrl => $"{_app.Urls.Single()}/v1";

    /// <summary>The same as a resource of Azure OpenAI, whose deployments have the models' names.</summary>
    public string AzureUrl => _app.Urls.Single();

    /// <summary>How each call was asked: its provider and model, and whether it was streamed.</summary>
    public ConcurrentQueue<(string Model, bool IsStreamed)> Asked { get; } = [];

    public static async Task<QuirkModel> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var model = new QuirkModel(builder.Build());
        model._app.MapPost("/v1/chat/completions", (JsonElement body, HttpContext http) => model.AnswerAsync("openai", body, http));
        model._app.MapPost("/openai/deployments/{deployment}/chat/completions", (string deployment, JsonElement body, HttpContext http) =>
            http.Request.QueryString.Value == $"?api-version={ApiVersion}" && http.Request.Headers["api-key"] == AzureKey
            && deployment == body.GetProperty("model").GetString()
                ? model.AnswerAsync("azure", body, http)
                : throw new InvalidOperationException($"{http.Request.GetDisplayUrl()} is not how Azure is asked."));
        await model._app.StartAsync();
        return model;
    }

    /// <summary>Lets the call whose message is <paramref name="word"/> to the model <c>gate</c> be answered.</summary>
    public void Open(string word) => GateOf(word).TrySetResult();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Good(bool json) => json ? Json : Text;

    private TaskCompletionSource GateOf(string word) => _gates.GetOrAdd(word, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AnswerAsync(string provider, JsonElement body, HttpContext http)
    {
        string name = body.GetProperty("model").GetString()!;
        bool isStreamed = body.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean();

        if (name == Gate)
        {
            await GateOf(body.GetProperty("messages")[0].GetProperty("content").GetString()!).Task.WaitAsync(http.RequestAborted);
            await WriteAsync(http, new Said(Text), isStreamed: false);
            return;
        }

        Asked.Enqueue(($"{provider}/{name}", isStreamed));

        if (Breaks.TryGetValue(name, out string? end))
        {
            bool json = body.TryGetProperty("response_format", out _);
            await (isStreamed ? BreakAsync(http, new Said(Good(json)), end) : WriteAsync(http, new Said(Good(json)), isStreamed: false));
            return;
        }

        if (name == Calls)
        {
            await WriteAsync(http, CallOrTell(body), isStreamed);
            return;
        }

        await WriteAsync(http, Quirks[name](body.TryGetProperty("response_format", out _)), isStreamed && name != "never-streams");
    }

    /// <summary>Calls the first tool with the question, and once it has given something tells it.</summary>
    private static Said CallOrTell(JsonElement body)
    {
        JsonElement last = body.GetProperty("messages").EnumerateArray().Last();

        if (last.GetProperty("role").GetString() == "tool")
        {
            return new Said($"The tool gave {last.GetProperty("content").GetString()}");
        }

        string name = body.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString()!;
        string arguments = JsonSerializer.Serialize(new { question = last.GetProperty("content").GetString() });
        return new Said(null, "tool_calls")
        {
            More = $$$"""
                "tool_calls":[{"index":0,"id":"c1","type":"function",
                "function":{"name":"{{{name}}}","arguments":{{{JsonSerializer.Serialize(arguments)}}}}}]
                """,
        };
    }

    private static async Task WriteAsync(HttpContext http, Said said, bool isStreamed)
    {
        http.Response.ContentType = isStreamed ? "text/event-stream" : "application/json";
        string answer = said.Before + (isStreamed ? Events(said) : Envelope(said, "message", Message(said), said.Finish, true));

        if (!said.IsPacked)
        {
            await http.Response.WriteAsync(answer, http.RequestAborted);
            return;
        }

        http.Response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
        await packed.WriteAsync(Encoding.UTF8.GetBytes(answer), http.RequestAborted);
    }

    private static Task BreakAsync(HttpContext http, Said said, string end)
    {
        http.Response.ContentType = "text/event-stream";
        string begun = $"data: {Envelope(said, "delta", Message(said), null, false)}\n\ndata: {Envelope(said, null, null, null, true)}\n\n";
        return http.Response.WriteAsync(begun + end, http.RequestAborted);
    }

    /// <summary>In two pieces where there is text, then the reason, then the usage.</summary>
    private static string Events(Said said)
    {
        int middle = (said.Content?.Length ?? 0) / 2;
        string[] events =
        [
            Envelope(said, "delta", Message(said with { Content = said.Content?[..middle] }), null, false),
            Envelope(said, "delta", $$"""{"content":{{JsonSerializer.Serialize(said.Content?[middle..])}}}""", null, false),
            Envelope(said, "delta", "{}", said.Finish, false),
            Envelope(said, null, null, null, true),
        ];
        return string.Concat(events.Select(one => $"data: {one}\n\n")) + "data: [DONE]\n\n";
    }

    private static string Message(Said said)
    {
        JsonObject message = new() { ["role"] = "assistant", ["content"] = said.Content };

        foreach ((string name, JsonNode? value) in said.More is null ? [] : JsonNode.Parse($"{{{said.More}}}")!.AsObject())
        {
            message[name] = value?.DeepClone();
        }

        return message.ToJsonString();
    }

    private static string Envelope(Said said, string? field, string? message, string? finish, bool hasUsage)
    {
        JsonObject envelope = new()
        {
            ["id"] = "c1",
            ["object"] = field == "message" ? "chat.completion" : "chat.completion.chunk",
            ["created"] = 1_700_000_000,
            ["model"] = "stub"
        };

        foreach ((string name, JsonNode? value) in said.Envelope is null ? [] : JsonNode.Parse($"{{{said.Envelope}}}")!.AsObject())
        {
            envelope[name] = value!.DeepClone();
        }

        envelope["choices"] = field is null
            ? new JsonArray()
            : new JsonArray(new JsonObject { ["index"] = 0, [field] = JsonNode.Parse(message!), ["finish_reason"] = finish });

        if (hasUsage)
        {
            JsonObject usage = new()
            {
                ["prompt_tokens"] = InputTokens,
                ["completion_tokens"] = OutputTokens,
                ["total_tokens"] = InputTokens + OutputTokens
            };

            foreach ((string name, JsonNode? value) in said.Usage is null ? [] : JsonNode.Parse($"{{{said.Usage}}}")!.AsObject())
            {
                usage[name] = value?.DeepClone();
            }

            envelope["usage"] = usage;
        }

        return envelope.ToJsonString();
    }

    /// <param name="More">Further fields of the message.</param>
    /// <param name="Envelope">Fields of the whole answer that are spelt otherwise.</param>
    /// <param name="Usage">Fields of the usage that are spelt otherwise.</param>
    /// <param name="Before">What stands before the body.</param>
    /// <param name="IsPacked">Whether a proxy packs the body, asked for or not.</param>
    private sealed record Said(
        string? Content, string? Finish = "stop", string? More = null, string? Envelope = null, string? Usage = null, string? Before = null,
        bool IsPacked = false);
}
