using System.Net;
using System.Text;
using System.Text.Json;

using PromptIntel.Adapters.OpenAI.Wire;

namespace PromptIntel.Adapters.Tests.OpenAI.Wire;

/// <summary>What goes through the handler whole.</summary>
public sealed class WireHandlerTests
{
    [Fact]
    public async Task Send_OfASchemaAsDeepAsOneMayBe_KeepsIt()
    {
        string schema = string.Concat(Enumerable.Repeat("""{"items":""", 100)) + "{}" + new string('}', 100);

        (string sent, _) = await SendAsync(
            """{"model":"m","messages":[],"response_format":{"json_schema":{"schema":""" + schema + "}}}",
            """{"choices":[]}""");

        Assert.Contains(schema, sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_OfManyLinesWhereAStreamWasAsked_IsOneEvent_AndItsTextIsAsItWas()
    {
        const string Text = "a\u2028b\u0085c";

        (_, string answer) = await SendAsync(
            """{"model":"m","messages":[],"stream":true}""",
            $$"""
            {
              "choices": [
                { "index": 0, "message": { "content": "{{Text}}" }, "finish_reason": "stop" }
              ],
              "usage": {
                "prompt_tokens": 1
              }
            }
            """);

        string[] events = answer.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["data: [DONE]"], events[1..]);
        Assert.DoesNotContain('\n', events[0]);
        JsonElement chunk = JsonElement.Parse(events[0]["data: ".Length..]);
        Assert.Equal(Text, chunk.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString());
        Assert.Equal(1, chunk.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"choices":[{"index":0,"finish_reason":"stop"}]}""")]
    public async Task Answer_WithoutAMessage_IsNoCompletion(string answer) =>
        await Assert.ThrowsAsync<FormatException>(() => SendAsync("""{"model":"m","messages":[]}""", answer));

    private static async Task<(string Sent, string Answer)> SendAsync(string request, string response)
    {
        using var endpoint = new Endpoint(response);
        using var client = new HttpClient(new WireHandler(endpoint, model => RequestShape.For(model, isOpenAI: false, traits: null)));
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer =
            await client.PostAsync(new Uri("http://localhost/v1/chat/completions"), content, TestContext.Current.CancellationToken);
        return (endpoint.Sent, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Endpoint(string response) : HttpMessageHandler
    {
        public string Sent { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(response, Encoding.UTF8, "application/json") };
        }
    }
}
