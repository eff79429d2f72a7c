using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Http.Json;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

using OpenAI;
using OpenAI.Embeddings;

using PromptIntel.Embedder.Model;

namespace PromptIntel.Embedder.Tests;

public sealed class EmbeddingsEndpointTests(RunningEmbedder running) : IClassFixture<RunningEmbedder>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Client => running.Client;

    [Fact]
    public async Task Embed_OfOneText_GivesOneVector_AndCountsItsTokens()
    {
        JsonElement answer = await EmbedAsync(new { model = SentenceModel.Name, input = "Café au lait", user = "somebody" });

        JsonElement item = Assert.Single(answer.GetProperty("data").EnumerateArray());
        Assert.Equal("list", answer.GetProperty("object").GetString());
        Assert.Equal("embedding", item.GetProperty("object").GetString());
        Assert.Equal(0, item.GetProperty("index").GetInt32());
        Assert.Equal(SentenceModel.Dimensions, item.GetProperty("embedding").GetArrayLength());
        Assert.Equal(SentenceModel.Name, answer.GetProperty("model").GetString());
        Assert.Equal(6, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(6, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Embed_OfSeveral_KeepsTheirOrder_AndEachIsAsIfItWereAlone()
    {
        string[] texts = ["one", "a second, which is longer", "three"];
        JsonElement together = await EmbedAsync(new { model = SentenceModel.Name, input = texts });

        for (int text = 0; text < texts.Length; text++)
        {
            JsonElement alone = await EmbedAsync(new { model = SentenceModel.Name, input = texts[text] });

            Assert.Equal(text, together.GetProperty("data")[text].GetProperty("index").GetInt32());
            Assert.Equal(Floats(alone, 0), Floats(together, text));
        }
    }

    [Fact]
    public async Task Embed_InBase64_GivesTheSameNumbers()
    {
        JsonElement floats = await EmbedAsync(
            new { model = SentenceModel.Name, input = "a text", encoding_format = "float", dimensions = 384 });
        JsonElement base64 = await EmbedAsync(new { model = SentenceModel.Name, input = "a text", encoding_format = "base64" });

        byte[] bytes = base64.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();

        Assert.Equal(Floats(floats, 0), MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Fact]
    public async Task Embed_OfALongText_CountsWhatWasRead()
    {
        JsonElement answer = await EmbedAsync(
            new { model = SentenceModel.Name, input = string.Concat(Enumerable.Repeat("word ", 10_000)) });

        Assert.Equal(SentenceModel.MaxTokens, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Theory]
    [InlineData("""{"input": "a"}""", 400, "model", "missing_required_parameter")]
    [InlineData("""{"model": "all-MiniLM-L6-v2"}""", 400, "input", "missing_required_parameter")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": null}""", 400, "input", "missing_required_parameter")]
    [InlineData("""{"model": 1, "input": "a"}""", 400, "model", "invalid_type")]
    [InlineData("""{"model": "text-embedding-3-small", "input": "a"}""", 404, "model", "model_not_found")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": ""}""", 400, "input", "invalid_value")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": ["a", ""]}""", 400, "input", "invalid_value")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": []}""", 400, "input", "empty_array")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": [1, 2]}""", 400, "input", "invalid_type")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": [["a"]]}""", 400, "input", "invalid_type")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": {"a": "b"}}""", 400, "input", "invalid_type")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": true}""", 400, "input", "invalid_type")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "a", "encoding_format": "int8"}""", 400, "encoding_format", "invalid_value")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "a", "encoding_format": 1}""", 400, "encoding_format", "invalid_value")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "a", "dimensions": 256}""", 400, "dimensions", "invalid_value")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "a", "dimensions": "384"}""", 400, "dimensions", "invalid_value")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "a", "dimensions": 384.5}""", 400, "dimensions", "invalid_value")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "a", "user": 7}""", 400, "user", "invalid_type")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "a", "temperature": 0}""", 400, "temperature", "unknown_parameter")]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "a", "input": "b"}""", 400, null, null)]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "\ud800"}""", 400, null, null)]
    [InlineData("""{"model": "all-MiniLM-L6-v2", "input": "a", "\ud800": 1}""", 400, null, null)]
    [InlineData("""["a"]""", 400, null, null)]
    [InlineData("""{"model": """, 400, null, null)]
    [InlineData("", 400, null, null)]
    public async Task Embed_OfAWrongRequest_SaysWhatIsWrong_AsOpenAIDoes(string body, int status, string? param, string? code)
    {
        using var content = new StringContent(body, null, "application/json");
        using HttpResponseMessage answer = await Client.PostAsync("/v1/embeddings", content, Token);

        await AssertErrorAsync(answer, status, param, code);
    }

    [Fact]
    public async Task Embed_OfBytesThatAreNoText_IsRefused()
    {
        using var content = new ByteArrayContent([.. "{\"model\": \"all-MiniLM-L6-v2\", \"input\": \""u8, 0xFF, 0xFE, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage answer = await Client.PostAsync("/v1/embeddings", content, Token);

        await AssertErrorAsync(answer, 400, null, null);
    }

    [Fact]
    public async Task Embed_OfMoreTextsThanAllowed_IsRefused_AndOfASmallerNumberNot()
    {
        using HttpResponseMessage refused = await Client.PostAsJsonAsync(
            "/v1/embeddings", new { model = SentenceModel.Name, input = Enumerable.Repeat("a", 2049) }, Token);
        JsonElement taken = await EmbedAsync(
            new { model = SentenceModel.Name, input = Enumerable.Repeat("a", 300), encoding_format = "base64" });

        await AssertErrorAsync(refused, 400, "input", "array_above_max_length");
        Assert.Equal(300, taken.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Embed_OfABodyThatIsTooLarge_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/embeddings")
        {
            Content = JsonContent.Create(new { model = SentenceModel.Name, input = new string('a', 31_000_000) }),
        };
        await request.Content.LoadIntoBufferAsync(Token);
        using HttpResponseMessage answer = await Client.SendAsync(request, Token);

        await AssertErrorAsync(answer, 413, null, null);
    }

    [Theory]
    [InlineData("GET", "/v1/embeddings", 405)]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("POST", "/embeddings", 404)]
    [InlineData("GET", "/v1/models/gpt", 404)]
    public async Task AnotherRequest_IsAnsweredInTheSameForm(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer = await Client.SendAsync(request, Token);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("invalid_request_error", (await ErrorAsync(answer)).GetProperty("type").GetString());
    }

    /// <summary>A page of another site may send text, and only that, without being asked first.</summary>
    [Fact]
    public async Task Embed_OfAnotherContentType_IsRefused()
    {
        using var content = new StringContent("""{"model": "all-MiniLM-L6-v2", "input": "a"}""", null, "text/plain");
        using HttpResponseMessage answer = await Client.PostAsync("/v1/embeddings", content, Token);

        await AssertErrorAsync(answer, 415, null, "unsupported_media_type");
    }

    [Fact]
    public async Task Models_NameTheOne_AndHealthIsGood()
    {
        JsonElement models = await Client.GetFromJsonAsync<JsonElement>("/v1/models", Token);
        JsonElement model = await Client.GetFromJsonAsync<JsonElement>($"/v1/models/{SentenceModel.Name}", Token);

        Assert.Equal(SentenceModel.Name, Assert.Single(models.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("model", model.GetProperty("object").GetString());
        Assert.Equal("Healthy", await Client.GetStringAsync("/health", Token));
    }

    [Fact]
    public async Task OpenAIsOwnClient_ReadsAnswersAndErrors()
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = new Uri(Client.BaseAddress!, "/v1"),
            Transport = new HttpClientPipelineTransport(Client),
            RetryPolicy = new ClientRetryPolicy(0),
        };
        var client = new OpenAIClient(new ApiKeyCredential("none"), options);

        OpenAIEmbeddingCollection vectors = await client.GetEmbeddingClient(SentenceModel.Name).GenerateEmbeddingsAsync(
            ["The weather is lovely today.", "It's so sunny outside!"], cancellationToken: Token);
        var refused = await Assert.ThrowsAsync<ClientResultException>(
            () => client.GetEmbeddingClient("ada").GenerateEmbeddingAsync("a", cancellationToken: Token));

        Assert.Equal(0.6660f, TensorPrimitives.Dot(vectors[0].ToFloats().Span, vectors[1].ToFloats().Span), 5e-5f);
        Assert.Equal(17, vectors.Usage.TotalTokenCount);
        Assert.Equal(404, refused.Status);
        Assert.Contains("all-MiniLM-L6-v2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneText_GoesBeforeTheRestOfABatch()
    {
        string text = string.Concat(Enumerable.Repeat("a batch of long texts ", 60));
        Task<JsonElement> batch = EmbedAsync(
            new { model = SentenceModel.Name, input = Enumerable.Repeat(text, 60), encoding_format = "base64" });

        for (int query = 0; query < 10; query++)
        {
            await EmbedAsync(new { model = SentenceModel.Name, input = $"query {query}" });
        }

        Assert.False(batch.IsCompleted, "ten queries took longer than sixty long texts");
        await batch;
    }

    [Fact]
    public async Task MoreRequestsThanMayWait_AreToldToComeBack_AndTheOthersAreAnswered()
    {
        string text = string.Concat(Enumerable.Repeat("a batch of long texts ", 60));
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Client.PostAsJsonAsync(
            "/v1/embeddings", new { model = SentenceModel.Name, input = Enumerable.Repeat(text, 4) }, Token)));

        ILookup<HttpStatusCode, HttpResponseMessage> byStatus = answers.ToLookup(answer => answer.StatusCode);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], byStatus.Select(status => status.Key).Order());
        Assert.True(byStatus[HttpStatusCode.OK].Count() >= 13, $"{byStatus[HttpStatusCode.OK].Count()} were answered");
        Assert.All(
            byStatus[HttpStatusCode.TooManyRequests], answer => Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    private async Task<JsonElement> EmbedAsync(object request)
    {
        using HttpResponseMessage answer = await Client.PostAsJsonAsync("/v1/embeddings", request, Token);
        string body = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    private static async Task AssertErrorAsync(HttpResponseMessage answer, int status, string? param, string? code)
    {
        JsonElement error = await ErrorAsync(answer);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("error");

    private static float[] Floats(JsonElement answer, int index) =>
        [.. answer.GetProperty("data")[index].GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle())];
}
