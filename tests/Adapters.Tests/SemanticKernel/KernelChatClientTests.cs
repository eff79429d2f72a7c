using System.Text.Json;

using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Adapters.SemanticKernel;
using PromptIntel.Adapters.Tests.OpenAI;

using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace PromptIntel.Adapters.Tests.SemanticKernel;

/// <summary>Models are chat services of kernels, which offer functions and invoke none, whoever serves the model.</summary>
public sealed class KernelChatClientTests
{
    private const string CallsTheFunction = """
        {"id":"c1","object":"chat.completion","created":1767225600,"model":"stub-1",
         "choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[
           {"id":"call_1","type":"function","function":{"name":"NAME","arguments":"{\"id\":\"c-7\"}"}}]}}],
         "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("2024-10-21")]
    public async Task Model_IsTheChatServiceOfItsOwnKernel(string? apiVersion)
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(StubEndpoint.Completion("A")));
        OpenAIModelProvider provider = Provider(stub, apiVersion);
        using IChatClient one = provider.CreateClient("model-a");
        using IChatClient other = provider.CreateClient("model-b");

        Kernel kernel = one.GetRequiredService<Kernel>();

        Assert.NotSame(kernel, other.GetRequiredService<Kernel>());
        Assert.IsType<OpenAIChatClient>(kernel.GetRequiredService<IChatClient>());
        Assert.Null(one.GetService<FunctionInvokingChatClient>());
        Assert.Equal("A", (await kernel.GetRequiredService<IChatClient>().GetResponseAsync("Hi", cancellationToken: Cancellation)).Text);
    }

    /// <summary>Neither one that is known nor one that nobody knows is answered by itself: the model is asked once.</summary>
    [Theory]
    [InlineData(null, "legal_read_clause", false)]
    [InlineData(null, "legal_read_clause", true)]
    [InlineData(null, "unheard_of", false)]
    [InlineData("2024-10-21", "legal_read_clause", false)]
    [InlineData("2024-10-21", "legal_read_clause", true)]
    [InlineData("2024-10-21", "unheard_of", false)]
    public async Task Call_OfAFunction_IsGivenToTheCallerAndInvokedByNobody(string? apiVersion, string called, bool isStreamed)
    {
        string answer = CallsTheFunction.Replace("NAME", called, StringComparison.Ordinal);
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(answer));
        using IChatClient client = Provider(stub, apiVersion).CreateClient("model-a");
        var function = new ReadClause();
        var options = new ChatOptions { Tools = [function] };

        ChatResponse response = isStreamed
            ? await client.GetStreamingResponseAsync("Hi", options, Cancellation).ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync("Hi", options, Cancellation);

        FunctionCallContent call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal((called, "call_1", "c-7"), (call.Name, call.CallId, $"{call.Arguments!["id"]}"));
        Assert.Equal(0, function.Invoked);
        JsonElement tools = Assert.Single(stub.Requests).Body.GetProperty("tools");
        JsonElement offered = Assert.Single(tools.EnumerateArray()).GetProperty("function");
        Assert.Equal("legal_read_clause", offered.GetProperty("name").GetString());
        Assert.Equal("Reads a clause.", offered.GetProperty("description").GetString());
        Assert.True(JsonElement.DeepEquals(ReadClause.Schema, offered.GetProperty("parameters")), offered.GetRawText());
    }

    [Fact]
    public async Task Function_IsOfferedAsOneKernelFunction_HoweverOften()
    {
        await using var stub = await StubEndpoint.StartAsync(StubEndpoint.Json(StubEndpoint.Completion("A")));
        using IChatClient client = Provider(stub, null).CreateClient("model-a");
        var function = new ReadClause();

        await client.GetResponseAsync("Hi", new ChatOptions { Tools = [function] }, Cancellation);

        OfferedFunction offered = OfferedFunction.Of(function);
        Assert.Same(offered, OfferedFunction.Of(function));
        Assert.IsType<KernelFunction>(offered.Function, exactMatch: false);
        Assert.Equal((function.Name, "Reads a clause."), (offered.Function.Name, offered.Function.Description));
    }

    private static OpenAIModelProvider Provider(StubEndpoint stub, string? apiVersion)
    {
        Uri address = apiVersion is null ? stub.BaseUrl : new Uri(stub.BaseUrl.GetLeftPart(UriPartial.Authority));
        return new(new ModelEndpoint("stub", address, "test-key", TimeSpan.FromSeconds(30), []) { ApiVersion = apiVersion });
    }

    private sealed class ReadClause : AIFunction
    {
        public static readonly JsonElement Schema = JsonElement.Parse(
            """
            {"type":"object","additionalProperties":false,"required":["id"],"properties":{"id":{"$ref":"#/$defs/id"}},
             "$defs":{"id":{"type":"string"}}}
            """);

        public int Invoked { get; private set; }

        public override string Name => "legal_read_clause";

        public override string Description => "Reads a clause.";

        public override JsonElement JsonSchema => Schema;

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            Invoked++;
            return new("A clause.");
        }
    }
}
