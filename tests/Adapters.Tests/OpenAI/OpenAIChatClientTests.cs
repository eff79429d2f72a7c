using System.Text.Json;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.Tests.OpenAI;

/// <summary>The client against a real HTTP server on loopback; no real provider is reached.</summary>
public sealed class OpenAIChatClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_WhenTheEndpointAnswers_CarriesTextUsageAndModel()
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(StubEndpoint.Completion("Hello.")));
        using var client = Client(stub);

        var response = await client.GetResponseAsync("Say hello", cancellationToken: Cancellation);

        Assert.Equal("Hello.", response.Text);
        Assert.Equal((12, 5), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        Assert.Equal("stub-1", response.ModelId);
        var request = Assert.Single(stub.Requests);
        Assert.Equal(("/v1/chat/completions", "Bearer test-key"), (request.Path, request.Authorization));
        Assert.Equal("model-a", request.Body.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Request_WithASchema_AsksForStructuredOutputAndKeepsOwnPropertiesOffTheWire()
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(StubEndpoint.Completion("""{"teams":14}""")));
        using var client = Client(stub);
        var schema = JsonElement.Parse("""{"type":"object","properties":{"teams":{"type":["integer","null"]}}}""");
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "answer"),
            AdditionalProperties = new()
            {
                [
                ModelProperties.ExtractionText] = "SECRET-TEXT",
                [ModelProperties.ExtractionRules] = "SECRET-RULES"
            },
        };

        var response = await client.GetResponseAsync("How many?", options, Cancellation);

        Assert.Equal(14, JsonElement.Parse(response.Text).GetProperty("teams").GetInt32());
        var body = Assert.Single(stub.Requests).Body;
        Assert.Equal("json_schema", body.GetProperty("response_format").GetProperty("type").GetString());
        Assert.True(body.GetProperty("response_format")
            .GetProperty("json_schema")
            .GetProperty("schema")
            .GetProperty("properties")
            .TryGetProperty("teams", out _));
        Assert.DoesNotContain("SECRET", body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, options.AdditionalProperties.Count);
    }

    [Fact]
    public async Task Stream_WhenTheEndpointStreams_GivesEachPieceAsItComes()
    {
        await using var stub = await StubEndpoint.StartAsync(Stream("Hel", "lo", "."));
        using var client = Client(stub);

        var pieces = new List<string>();
        await foreach (var update in client.GetStreamingResponseAsync("Say hello", cancellationToken: Cancellation))
        {
            if (update.Text.Length > 0)
            {
                pieces.Add(update.Text);
            }
        }

        Assert.Equal(["Hel", "lo", "."], pieces);
    }

    [Fact]
    public async Task Stream_WhenTheEndpointRefuses_ThrowsTheTranslatedFailure()
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json("{}", StatusCodes.Status503ServiceUnavailable));
        using var client = Client(stub);

        var failure = await Assert.ThrowsAsync<ModelCallException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync("Say hello", cancellationToken: Cancellation))
            {
            }
        });

        Assert.Equal(ModelCallFailure.Transport, failure.Failure);
    }

    [Theory]
    [InlineData(429, ModelCallFailure.RateLimited)]
    [InlineData(500, ModelCallFailure.Transport)]
    [InlineData(503, ModelCallFailure.Transport)]
    [InlineData(400, ModelCallFailure.Refused)]
    [InlineData(401, ModelCallFailure.Refused)]
    [InlineData(408, ModelCallFailure.Timeout)]
    public async Task Failure_ByStatus_IsTranslatedAndCalledOnce(int status, ModelCallFailure expected)
    {
        await using var stub = await StubEndpoint.StartAsync(
            StubEndpoint.Json("""{"error":{"message":"echo of SECRET prompt"}}""", status));
        using var client = Client(stub);

        var failure = await Assert.ThrowsAsync<ModelCallException>(
            () => client.GetResponseAsync("SECRET prompt", cancellationToken: Cancellation));

        Assert.Equal(expected, failure.Failure);
        Assert.DoesNotContain("SECRET", failure.Message, StringComparison.Ordinal);
        Assert.Single(stub.Requests);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Wed, 07 Jan 2026 10:00:30 GMT", 30)]
    [InlineData("soon", null)]
    [InlineData("-3", null)]
    public async Task RateLimited_WithRetryAfter_SaysHowLongToWait(string header, int? seconds)
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(
            "{}", StatusCodes.Status429TooManyRequests, ("Retry-After", header), ("Date", "Wed, 07 Jan 2026 10:00:00 GMT")));
        using var client = Client(stub);

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("x", cancellationToken: Cancellation));

        Assert.Equal(seconds is { } expected ? TimeSpan.FromSeconds(expected) : null, failure.RetryAfter);
    }

    [Theory]
    [InlineData("{\"choices\": [")]
    [InlineData("<html>gateway</html>")]
    [InlineData("[]")]
    [InlineData("{\"choices\":[{\"message\":17}]}")]
    [InlineData("")]
    public async Task Answer_ThatIsNoCompletion_IsAnInvalidResponse(string body)
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(body));
        using var client = Client(stub);

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("x", cancellationToken: Cancellation));

        Assert.Equal(ModelCallFailure.InvalidResponse, failure.Failure);
    }

    [Fact]
    public async Task Answer_ThatDoesNotCome_IsATimeout()
    {
        await using var stub = await StubEndpoint.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = Client(stub, TimeSpan.FromMilliseconds(200));

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("x", cancellationToken: Cancellation));

        Assert.Equal(ModelCallFailure.Timeout, failure.Failure);
    }

    [Fact]
    public async Task Caller_WhoCancels_SeesACancellation()
    {
        using var cancel = new CancellationTokenSource();
        await using var stub = await StubEndpoint.StartAsync(async context =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = Client(stub);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync("x", cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task Endpoint_ThatIsNotThere_IsATransportFailure()
    {
        var stub = await StubEndpoint.StartAsync(StubEndpoint.Json("{}"));
        var address = stub.BaseUrl;
        await stub.DisposeAsync();
        using var client = new OpenAIModelProvider(
            new ModelEndpoint("openai", address, "test-key", TimeSpan.FromSeconds(20), [])).CreateClient("model-a");

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("x", cancellationToken: Cancellation));

        Assert.Equal(ModelCallFailure.Transport, failure.Failure);
    }

    [Fact]
    public async Task Embeddings_WhenTheEndpointAnswers_AreVectorsInOrder()
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json("""
            {"object":"list","model":"embed-1","data":[
              {"object":"embedding","index":0,"embedding":[1.0,0.5]},{"object":"embedding","index":1,"embedding":[0.25,2.0]}],
             "usage":{"prompt_tokens":4,"total_tokens":4}}
            """));
        using var generator = new OpenAIModelProvider(
            new ModelEndpoint("openai", stub.BaseUrl, "test-key", TimeSpan.FromSeconds(20), [])).CreateEmbeddingGenerator("embed-1");

        var vectors = await generator.GenerateAsync(["a", "b"], cancellationToken: Cancellation);

        Assert.Equal([[1f, 0.5f], [0.25f, 2f]], vectors.Select(vector => vector.Vector.ToArray()));
    }

    private static IChatClient Client(StubEndpoint stub, TimeSpan? timeout = null) =>
        new OpenAIModelProvider(
            new ModelEndpoint("openai", stub.BaseUrl, "test-key", timeout ?? TimeSpan.FromSeconds(20), [])).CreateClient("model-a");

    private static Func<HttpContext, Task> Stream(params string[] pieces) => async context =>
    {
        context.Response.ContentType = "text/event-stream";

        foreach (string piece in pieces)
        {
            string delta = JsonSerializer.Serialize(piece);
            await context.Response.WriteAsync(
                """data: {"id":"c1","object":"chat.completion.chunk","created":1767225600,"model":"stub-1","choices":"""
                    + $$"""[{"index":0,"delta":{"content":{{delta}}},"finish_reason":null}]}"""
                    + "\n\n",
                context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    };
}
