using System.Text.Json;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.Tests.OpenAI.Wire;

/// <summary>Endpoints that take less than OpenAI's, over a real connection.</summary>
public sealed class EndpointDifferencesTests
{
    private static readonly ChatOptions Sampled = new() { Temperature = 0.5f, TopP = 0.9f, Seed = 7, MaxOutputTokens = 200 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("model-a", "max_tokens", true, "system")]
    [InlineData("vendor/model-a", "max_tokens", true, "system")]
    [InlineData("o3-mini", "max_completion_tokens", false, "system")]
    [InlineData("gpt-5-nano", "max_completion_tokens", false, "system")]
    [InlineData("gpt-5-chat-latest", "max_tokens", true, "system")]
    public async Task Request_ByTheModelsName_HasWhatItsFamilyTakes(string model, string limit, bool isSampled, string role)
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(StubEndpoint.Completion("A")));

        await AskAsync(stub, model, Sampled);

        JsonElement body = Assert.Single(stub.Requests).Body;
        Assert.Equal(200, body.GetProperty(limit).GetInt32());
        Assert.Equal(isSampled, body.TryGetProperty("temperature", out _));
        Assert.Equal(isSampled, body.TryGetProperty("top_p", out _));
        Assert.Equal(7, body.GetProperty("seed").GetInt32());
        Assert.Equal(role, body.GetProperty("messages")[0].GetProperty("role").GetString());
    }

    [Fact]
    public async Task Request_ByTheOptions_HasWhatTheySay()
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(StubEndpoint.Completion("{}")));
        var traits = new ModelTraits
        {
            TokenLimit = TokenLimitField.MaxCompletionTokens,
            Sampling = false,
            Json = JsonAnswers.JsonObject,
            SystemRole = SystemRole.Developer
        };
        var options = Sampled.Clone();
        options.ResponseFormat = ChatResponseFormat.ForJsonSchema(
            JsonElement.Parse("""{"type":"object","properties":{"teams":{}}}"""), "answer");

        await AskAsync(stub, "model-a", options, traits);

        JsonElement body = Assert.Single(stub.Requests).Body;
        Assert.Equal("""{"type":"json_object"}""", body.GetProperty("response_format").GetRawText());
        Assert.True(body.TryGetProperty("max_completion_tokens", out _));
        Assert.False(body.TryGetProperty("temperature", out _));
        Assert.Equal(
            ["developer", "developer", "user"],
            body.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Contains("\"teams\"", body.GetProperty("messages")[1].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "max_tokens",
        422,
        """{"detail":[{"type":"extra_forbidden","loc":["body","max_tokens"],"msg":"Extra inputs are not permitted"}]}""")]
    [InlineData(
        "temperature",
        400,
        """{"error":{"message":"Unsupported value","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}""")]
    [InlineData("seed", 400, """{"error":"unknown parameter: seed"}""")]
    public async Task Request_WhenAParameterIsRefusedByName_IsSentOnceMoreWithoutIt_AndRemembered(string refused, int status, string error)
    {
        await using var stub = await StubEndpoint.StartAsync(context => RefuseIf(context, refused, status, error));
        using IChatClient client = Client(stub, "model-a");

        Assert.Equal("A", (await client.GetResponseAsync(Said, Sampled, Cancellation)).Text);
        Assert.Equal("A", (await client.GetResponseAsync(Said, Sampled, Cancellation)).Text);

        Assert.Equal([true, false, false], stub.Requests.Select(request => request.Body.TryGetProperty(refused, out _)));
    }

    [Fact]
    public async Task Request_WhenNoResponseFormatIsTaken_TellsTheSchemaInAMessage()
    {
        await using var stub = await StubEndpoint.StartAsync(context => RefuseIf(
            context,
            "response_format",
            400,
            """{"error":{"message":"This response_format type is unavailable now","code":"invalid_request_error"}}"""));
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(
            JsonElement.Parse("""{"type":"object","properties":{"teams":{}}}"""), "answer")
        };

        await AskAsync(stub, "model-a", options);

        Assert.Equal(["json_schema", "json_object", null], stub.Requests.Select(request =>
            request.Body.TryGetProperty("response_format", out JsonElement format) ? format.GetProperty("type").GetString() : null));
        Assert.Contains(
            "\"teams\"", stub.Requests.Last().Body.GetProperty("messages")[1].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        400,
        """{"error":{"message":"SECRET","code":"context_length_exceeded","param":"messages"}}""",
        "400 (context_length_exceeded, param messages)")]
    [InlineData(
        401,
        """{"error":{"message":"SECRET key","type":"invalid_request_error","code":"invalid_api_key"}}""",
        "401 (invalid_api_key, invalid_request_error)")]
    [InlineData(404, """{"error":{"message":"SECRET","code":"model_not_found"}}""", "404 (model_not_found)")]
    [InlineData(400, """{"error":{"message":"SECRET","code":"the prompt said SECRET"}}""", "400")]
    [InlineData(
        429, """{"error":{"message":"SECRET","code":"insufficient_quota","type":"insufficient_quota"}}""", "429 (insufficient_quota)")]
    [InlineData(400, "<html>SECRET</html>", "400")]
    public async Task Refusal_NamesWhatTheEndpointNamed_AndNothingThatItSaid(int status, string body, string words)
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(body, status));

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => AskAsync(stub, "model-a", Sampled));

        Assert.Equal((ModelCallFailure.Refused, $"The model endpoint answered {words}."), (failure.Failure, failure.Message));
        Assert.Single(stub.Requests);
    }

    [Theory]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("x-ms-retry-after-ms", "250", 0.25)]
    [InlineData("retry-after", "4", 4)]
    public async Task RateLimit_InAnyHeader_SaysWhenToComeBack(string header, string value, double seconds)
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json("{}", 429, (header, value)));

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => AskAsync(stub, "model-a", Sampled));

        Assert.Equal((ModelCallFailure.RateLimited, TimeSpan.FromSeconds(seconds)), (failure.Failure, failure.RetryAfter));
    }

    private static readonly ChatMessage[] Said = [new(ChatRole.System, "S"), new(ChatRole.User, "U")];

    private static async Task<ChatResponse> AskAsync(StubEndpoint stub, string model, ChatOptions options, ModelTraits? traits = null)
    {
        using IChatClient client = Client(stub, model, traits);
        return await client.GetResponseAsync(Said, options, Cancellation);
    }

    private static IChatClient Client(StubEndpoint stub, string model, ModelTraits? traits = null) =>
        new OpenAIModelProvider(new ModelEndpoint(
            "local",
            stub.BaseUrl,
            "test-key",
            TimeSpan.FromSeconds(30),
            traits is null ? [] : new() { ["local"] = traits })).CreateClient(model);

    private static async Task RefuseIf(HttpContext context, string field, int status, string error)
    {
        var body = (JsonElement)context.Items["body"]!;
        bool isRefused = body.TryGetProperty(field, out _);
        await StubEndpoint.Json(isRefused ? error : StubEndpoint.Completion("A"), isRefused ? status : 200)(context);
    }
}
