using System.Text.Json;

using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

using PromptIntel.Adapters.SemanticKernel;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 13: what a call of a model takes longer because its client is the chat service of a kernel, without and with tools that are offered
/// as kernel functions. The model answers at once and asks nobody, so that nothing else is measured.
/// </summary>
internal static class KernelSpeed
{
    private const int Calls = 20_000;
    private const int Measured = 11;
    private const int Tools = 4;
    private const double Promise = 50;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync() =>
    [
        await MeasureAsync("kernel, added to a call", new ChatOptions()),
        await MeasureAsync($"kernel, added to a call with {Tools} tools", new ChatOptions
        {
            Tools = [.. Enumerable.Range(0, Tools).Select(number => new Tool($"components_tool_{number}"))],
        }),
    ];

    private static async Task<SpeedRow> MeasureAsync(string name, ChatOptions options)
    {
        using var bare = new Answering();
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatClient>(bare);
        using var kernel = new KernelChatClient(builder.Build());
        ChatMessage[] messages = [new(ChatRole.User, "Hello")];

        void Ask(IChatClient client, int calls)
        {
            for (int call = 0; call < calls; call++)
            {
                client.GetResponseAsync(messages, options).GetAwaiter().GetResult();
            }
        }

        (double ours, double floor) = await Turns.NanosecondsAsync(Measured, Calls, calls => Ask(kernel, calls), calls => Ask(bare, calls));
        return new SpeedRow(13, name, (ours - floor) / 1_000, "the promise", Promise, "us", 1);
    }

    private sealed class Answering : IChatClient
    {
        private readonly Task<ChatResponse> _answer = Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello.")));

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => _answer;

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class Tool(string name) : AIFunction
    {
        private static readonly JsonElement Schema = JsonElement.Parse(
            """{"type":"object","required":["query"],"properties":{"query":{"type":"string"},"limit":{"type":"integer"}}}""");

        public override string Name => name;

        public override string Description => "Finds entries.";

        public override JsonElement JsonSchema => Schema;

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
