using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Engine;

/// <summary>One budget for all that an execution asks at the same time: its branches, and the items of a sub-recipe.</summary>
public sealed class SharedBudgetTests
{
    private const int AnswerTokens = 100;

    private static readonly JsonElement Rows = JsonElement.Parse("""{"rows":[1,2]}""");

    private static readonly EntryVersion Prompt = new TestCatalog().Add(
        EntryKind.Prompt,
        "general/word",
        """
        {"format_version":1,"type":"text","messages":[{"role":"user","content":"A word?"}],"parameters":{"max_output_tokens":100},
         "output_schema":{"type":"string"}}
        """);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each call reserves a little more than its answer may have.</summary>
    [Theory]
    [InlineData(3 * AnswerTokens, null)]
    [InlineData(null, 3 * AnswerTokens)]
    public async Task Budget_ForTwoOfThreeCalls_RefusesTheThird_WhicheverBranchItIsIn(int? tokens, int? microDollars)
    {
        var model = new HeldModel();
        await using EngineHost host = Host(model);
        var budget = new ExecutionBudget(tokens, microDollars / 1_000_000m);

        Guid id = await host.QueueAsync(Manifest(), execution => execution with { Input = Rows, Budget = budget });
        await Patience.WaitAsync(
            async () => (await host.Store.GetResultsAsync(id, Token)).Any(result => result.Status == StageStatus.Failed),
            "a stage is refused while the others wait for their answers");
        int asked = model.Asked;
        model.Answer();
        ExecutionRecord ended = await host.WaitForAsync(id, ExecutionStatus.Failed);

        Assert.Equal(("budget_exceeded", 2, 2), (ended.Error!.Code, asked, model.Asked));
        Assert.Equal(2, ended.Usage.ModelCalls);
    }

    [Fact]
    public async Task Budget_ForAll_LetsAllRunAtTheSameTime()
    {
        var model = new HeldModel();
        await using EngineHost host = Host(model);
        var budget = new ExecutionBudget(4 * AnswerTokens, null);

        Guid id = await host.QueueAsync(Manifest(), execution => execution with { Input = Rows, Budget = budget });
        await Patience.WaitAsync(() => model.Asked == 3, "all three are asked");
        model.Answer();
        ExecutionRecord ended = await host.WaitForAsync(id, ExecutionStatus.Succeeded);

        Assert.Equal((3, 0L), (ended.Usage.ModelCalls, ended.Reserved.Tokens));
    }

    /// <summary>A stage beside a sub-recipe that runs for two items.</summary>
    private static Manifest Manifest()
    {
        PlannedStage direct = TestManifest.Stage("direct");
        var inner = new PlannedScope
        {
            Path = "inner",
            Recipe = direct.Operation,
            With = TestManifest.Empty,
            Output = TestManifest.Empty,
            Needs = [],
            ForEach = new ForEachPolicy(JsonElement.Parse("\"${input.rows}\""), 2, StopOnItemError: true, null),
        };
        return TestManifest.Of(TestManifest.Stage("inner/ask") with { Scope = "inner" }, direct) with { Scopes = [inner] };
    }

    private static EngineHost Host(IChatClient model) => new EngineHost(
        async (context, token) => await context.Model.AskAsync(Prompt, TestManifest.Empty, token) switch
        {
            ModelAnswer.Answered answered => new OperationOutcome.Completed(answered.Value),
            ModelAnswer.Refused refused => new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind),
            _ => throw new NotSupportedException(),
        },
        model,
        new InferenceOptions { Prices = { ["stub/stub-1"] = new ModelPrice { InputPerMillion = 1m, OutputPerMillion = 1m } } }).Start();

    /// <summary>Answers nobody until it is told to.</summary>
    private sealed class HeldModel : IChatClient
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public void Answer() => _answered.SetResult();

        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _asked);
            await _answered.Task.WaitAsync(cancellationToken);
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, "\"word\""))
            {
                Usage = new UsageDetails { InputTokenCount = 5, OutputTokenCount = 1 },
            };
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
