using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.Api.Tests.Models;

/// <summary>What the service asked a model.</summary>
internal sealed record ModelQuestion(JsonElement Body, string? Authorization)
{
    /// <summary>The JSON Schema that the answer must satisfy.</summary>
    public JsonElement Schema => Body.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema");

    public bool AsksFor(string field) => Schema.GetProperty("properties").TryGetProperty(field, out _);

    public string Said(string role) =>
        string.Join('\n', Body.GetProperty("messages")
            .EnumerateArray()
            .Where(message => message.GetProperty("role").GetString() == role)
            .Select(message => message.GetProperty("content").ToString()));
}

/// <summary>
/// An OpenAI-compatible endpoint on a loopback port that answers each question with little that satisfies its schema, unless a test
/// has it answer otherwise.
/// </summary>
internal sealed class SchemaModel : IAsyncDisposable
{
    public const int InputTokens = 12;
    public const int OutputTokens = 5;

    private static readonly Dictionary<string, string> Facts =
        new() { ["league_name"] = "Pier League", ["legal_entity"] = "Pier League Ltd", ["sport"] = "futsal" };

    private readonly WebApplication _app;

    private SchemaModel(WebApplication app) => _app = app;

    public string BaseUrl => $"{_app.Urls.Single()}/v1";

    public ConcurrentQueue<ModelQuestion> Questions { get; } = [];

    /// <summary>Answers in the model's place; null leaves the question to it.</summary>
    public Func<ModelQuestion, IResult?> Script { get; set; } = _ => null;

    /// <summary>As it was at the start.</summary>
    public void Forget()
    {
        Questions.Clear();
        Script = _ => null;
    }

    public static async Task<SchemaModel> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var model = new SchemaModel(builder.Build());
        model._app.MapPost("/v1/chat/completions", (JsonElement body, HttpRequest request) =>
        {
            var question = new ModelQuestion(body, request.Headers.Authorization);
            model.Questions.Enqueue(question);
            return model.Script(question) ?? Answer(Least(question.Schema)!.ToJsonString());
        });
        await model._app.StartAsync();
        return model;
    }

    public static IResult Answer(string content) => Results.Json(new
    {
        id = "c1",
        @object = "chat.completion",
        created = 1_767_225_600,
        model = "stub-1",
        choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content } } },
        usage = new { prompt_tokens = InputTokens, completion_tokens = OutputTokens, total_tokens = InputTokens + OutputTokens },
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static JsonNode? Least(JsonElement schema, string? field = null)
    {
        if (field is not null && Facts.TryGetValue(field, out string? fact))
        {
            return fact;
        }

        if (schema.TryGetProperty("enum", out JsonElement allowed))
        {
            return JsonNode.Parse(allowed[0].GetRawText());
        }

        string[] types = schema.TryGetProperty("type", out JsonElement type)
            ? type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : [type.GetString()!]
            : ["object"];
        return types.Contains("null") ? null : types[0] switch
        {
            "object" => Object(schema),
            // Bounds may have moved into descriptions on the way: one item satisfies most.
            "array" => new JsonArray(Least(schema.GetProperty("items"))),
            "integer" or "number" => Int(schema, "minimum"),
            "boolean" => false,
            _ => "as given",
        };
    }

    private static JsonObject Object(JsonElement schema)
    {
        var answer = new JsonObject();

        foreach (JsonElement name in schema.TryGetProperty("required", out JsonElement required) ? required.EnumerateArray() : default)
        {
            answer[name.GetString()!] = Least(schema.GetProperty("properties").GetProperty(name.GetString()!), name.GetString());
        }

        return answer;
    }

    private static int Int(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out JsonElement value) ? (int)Math.Ceiling(value.GetDouble()) : 0;
}
