using System.Runtime.CompilerServices;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Tests.Execution.Engine;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Models;

/// <summary>What becomes of a call whose model does not answer: another model is asked, a stream that stands still is given up.</summary>
public sealed class FallbackModelTests
{
    private static readonly JsonElement Variables = JsonElement.Parse("""{"text":"a large league"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ModelCallFailure.Transport, "model_unavailable")]
    [InlineData(ModelCallFailure.Timeout, "model_timeout")]
    [InlineData(ModelCallFailure.RateLimited, "model_rate_limited")]
    [InlineData(ModelCallFailure.StreamBroken, "stream_broken")]
    public async Task Model_ThatDoesNotAnswer_IsFollowedByTheOther(ModelCallFailure failure, string code)
    {
        var model = new ScriptedModel(new ModelCallException(failure, "away"), """{"tier":"basic"}""");
        await using EngineHost host = Host(model, Prompt("stub/other"));

        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("ask"));

        Assert.Equal(
            [(1, 1, "stub/stub-1", code), (1, 2, "stub/other", null)],
            (await host.Store.GetAttemptsAsync(ended.Id, Token)).Select(call => (call.Attempt, call.Call, call.Model, call.ErrorCode)));
        Assert.Equal(["stub-1", "other"], model.Options.Select(options => options.ModelId));
        Assert.Equal(model.Asked[0].Select(message => message.Text), model.Asked[1].Select(message => message.Text));
    }

    /// <summary>What one model refuses is no reason to try it with another.</summary>
    [Theory]
    [InlineData(ModelCallFailure.Refused, "model_refused", 1)]
    [InlineData(ModelCallFailure.InvalidResponse, "invalid_output", 1)]
    public async Task Refusal_IsFinal(ModelCallFailure failure, string code, int asked)
    {
        var model = new ScriptedModel(new ModelCallException(failure, "no"), """{"tier":"basic"}""");
        await using EngineHost host = Host(model, Prompt("stub/other"));

        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("ask"), ExecutionStatus.Failed);

        Assert.Equal((code, asked), (ended.Error!.Code, model.Asked.Count));
    }

    [Fact]
    public async Task BothAway_FailsAsTheLastDid()
    {
        var model = new ScriptedModel(
            new ModelCallException(ModelCallFailure.Transport, "502"), new ModelCallException(ModelCallFailure.RateLimited, "429"));
        await using EngineHost host = Host(model, Prompt("stub/other"));

        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("ask"), ExecutionStatus.Failed);

        Assert.Equal("model_rate_limited", ended.Error!.Code);
    }

    [Fact]
    public async Task Stream_ThatStandsStill_IsGivenUp_AndTheOtherIsAsked()
    {
        var model = new StallingModel();
        var followed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EngineHost host = Host(model, Prompt("stub/other"), followed.Task);
        Guid id = await host.QueueAsync(TestManifest.Chain("ask"));

        // Whoever follows has it streamed; its first event shows that it is followed.
        await using IAsyncEnumerator<ExecutionEvent> events = host.Executions.EventsAsync(id, 0, Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        followed.SetResult();
        await model.StandsStill;
        await Patience.WaitAsync(
            async () =>
            {
                host.Clock.Advance(TimeSpan.FromSeconds(10));
                return (await host.Store.FindAsync(id, Token))!.Status.IsEnded();
            },
            "the execution ends");

        Assert.Equal(
            [("stub/stub-1", "model_timeout"), ("stub/other", null)],
            (await host.Store.GetAttemptsAsync(id, Token)).Select(call => (call.Model, call.ErrorCode)));
        var shown = new Dictionary<int, string>();

        while (await events.MoveNextAsync())
        {
            if (events.Current.Type == ExecutionEvents.StageDelta)
            {
                JsonElement data = events.Current.Data;
                int call = data.GetProperty("call").GetInt32();
                shown[call] = shown.GetValueOrDefault(call) + data.GetProperty("text").GetString();
            }
        }

        Assert.Equal("""{"tier":"basic"}""", shown[2]);
    }

    private static EntryVersion Prompt(string fallback) => new TestCatalog().Add(
        EntryKind.Prompt,
        "general/tier",
        $$$$"""
        {"format_version":1,"type":"text","messages":[{"role":"user","content":"{{text}}"}],
         "variables":{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}},"fallback_model":"{{{{fallback}}}}",
         "output_schema":{"type":"object","required":["tier"],"properties":{"tier":{"enum":["basic","premium"] } } } }
        """);

    private static EngineHost Host(IChatClient model, EntryVersion prompt, Task? before = null) => new EngineHost(
        async (context, token) =>
        {
            await (before ?? Task.CompletedTask);
            return await context.Model.AskAsync(prompt, Variables, token) switch
            {
                ModelAnswer.Answered answered => new OperationOutcome.Completed(answered.Value),
                ModelAnswer.Refused refused => new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind),
                _ => throw new NotSupportedException(),
            };
        },
        model).Start();

    /// <summary>Its first answer stops after a part, for ever; the next is whole.</summary>
    private sealed class StallingModel : IChatClient
    {
        private readonly TaskCompletionSource _still = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public Task StandsStill => _still.Task;

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, """{"tier":""");

            if (++_asked == 1)
            {
                _still.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, "\"basic\"}");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
