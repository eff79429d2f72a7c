using System.Collections.Immutable;
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

public sealed class StageModelTests
{
    private static readonly EntryVersion Prompt = new TestCatalog().Add(
        EntryKind.Prompt,
        "general/tier",
        """
        {"format_version":1,"type":"chat","messages":[{"role":"system","content":"Classify."},{"role":"user","content":"{{text}}"}],
         "variables":{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}},
         "parameters":{"temperature":0,"max_output_tokens":50},
         "output_schema":{"type":"object","required":["tier"],"properties":{"tier":{"enum":["basic","premium"]}}}}
        """);

    private static readonly JsonElement Variables = JsonElement.Parse("""{"text":"a large league"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_ThatSatisfiesTheSchema_IsRecordedWithUsageAndCost()
    {
        var model = new ScriptedModel("""{"tier":"premium"}""");
        await using EngineHost host = Host(model);

        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("ask"));

        Assert.Equal("""{"last":{"tier":"premium"}}""", ended.Output!.Value.GetRawText());
        Assert.Equal(new ExecutionUsage(100, 20, 0.00014m, 1), ended.Usage);
        StageAttempt attempt = Assert.Single(await host.Store.GetAttemptsAsync(ended.Id, Token));
        Assert.Equal(("stub/stub-1", "general/tier@1", 1), (attempt.Model, attempt.Prompt, attempt.Usage.ModelCalls));
        ChatOptions options = Assert.Single(model.Options);
        Assert.Equal((50, 0f), (options.MaxOutputTokens, options.Temperature));
        Assert.IsType<ChatResponseFormatJson>(options.ResponseFormat);
    }

    [Fact]
    public async Task Answer_ThatBreaksTheSchema_IsRepairedOnceWithTheErrors()
    {
        var model = new ScriptedModel("""{"tier":"gold"}""", "```json\n{\"tier\":\"basic\"}\n```");
        await using EngineHost host = Host(model);

        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("ask"));

        Assert.Equal("""{"last":{"tier":"basic"}}""", ended.Output!.Value.GetRawText());
        Assert.Equal(2, ended.Usage.ModelCalls);
        Assert.Equal([1, 2], (await host.Store.GetAttemptsAsync(ended.Id, Token)).Select(attempt => attempt.Call));
        Assert.Contains("tier", model.Asked[1][^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatStaysBroken_FailsTheStageAfterOneRepair()
    {
        var model = new ScriptedModel("no JSON", "still none", """{"tier":"basic"}""");
        await using EngineHost host = Host(model);

        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("ask"), ExecutionStatus.Failed);

        Assert.Equal(("invalid_output", 2), (ended.Error!.Code, model.Asked.Count));
    }

    [Fact]
    public async Task Budget_ThatLeavesNoRoom_RefusesTheCallBeforeItIsMade()
    {
        var model = new ScriptedModel("""{"tier":"basic"}""");
        await using EngineHost host = Host(model);

        Guid id = await host.QueueAsync(TestManifest.Chain("ask"), execution => execution with { Budget = new ExecutionBudget(40, null) });
        ExecutionRecord ended = await host.WaitForAsync(id, ExecutionStatus.Failed);

        Assert.Equal(("budget_exceeded", 0), (ended.Error!.Code, model.Asked.Count));
    }

    [Fact]
    public async Task Budget_BrokenByAnAnswer_KeepsItAndFailsTheExecution()
    {
        var model = new ScriptedModel("""{"tier":"basic"}""");
        await using EngineHost host = Host(model);

        Guid id = await host.QueueAsync(
            TestManifest.Chain("ask", "next"), execution => execution with { Budget = new ExecutionBudget(110, null) });
        ExecutionRecord ended = await host.WaitForAsync(id, ExecutionStatus.Failed);

        Assert.Equal(("budget_exceeded", 1, 0L), (ended.Error!.Code, model.Asked.Count, ended.Reserved.Tokens));
        Assert.Equal(StageStatus.Succeeded, Assert.Single(await host.Store.GetResultsAsync(id, Token)).Status);
    }

    [Fact]
    public async Task LeaseDeadline_ThatHasPassed_StopsTheCall()
    {
        var model = new ScriptedModel("""{"tier":"basic"}""");
        await using EngineHost host = new EngineHost(async (context, token) =>
        {
            // The process stalls past its lease: no renewal fires, the clock goes on.
            ((TestClock)context.Time).AdjustTime(context.Time.GetUtcNow() + TimeSpan.FromMinutes(5));
            await context.Model.AskAsync(Prompt, Variables, token);
            return EngineHost.Done;
        }, model).Start();

        Guid id = await host.QueueAsync(TestManifest.Chain("ask"));
        await host.StopAsync();

        Assert.Empty(model.Asked);
        Assert.Empty(await host.Store.GetResultsAsync(id, Token));
    }

    [Fact]
    public async Task TransportFailure_IsRetriedWhereThePolicySaysSo()
    {
        var model = new ScriptedModel(new ModelCallException(ModelCallFailure.Transport, "502"), """{"tier":"basic"}""");
        await using EngineHost host = Host(model);
        Manifest manifest = TestManifest.Of(
            TestManifest.Stage("ask") with { Retry = new RetryPolicy(2, TimeSpan.Zero, TimeSpan.Zero, [FailureKind.Transport]) });

        ExecutionRecord ended = await host.RunAsync(manifest);

        ImmutableArray<StageAttempt> attempts = await host.Store.GetAttemptsAsync(ended.Id, Token);
        Assert.Equal([(1, "model_unavailable"), (2, null)], attempts.Select(attempt => (attempt.Attempt, attempt.ErrorCode)));
    }

    [Fact]
    public async Task MissingVariable_IsRefusedBeforeTheModelIsAsked()
    {
        var model = new ScriptedModel("""{"tier":"basic"}""");
        await using EngineHost host = new EngineHost((context, token) => AskAsync(context, TestManifest.Empty, token), model).Start();

        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("ask"), ExecutionStatus.Failed);

        Assert.Equal(("template_error", 0), (ended.Error!.Code, model.Asked.Count));
    }

    private static EngineHost Host(ScriptedModel model) =>
        new EngineHost((context, token) => AskAsync(context, Variables, token), model, new InferenceOptions
        {
            Prices = { ["stub/stub-1"] = new ModelPrice { InputPerMillion = 1m, OutputPerMillion = 2m } },
        }).Start();

    private static async Task<OperationOutcome> AskAsync(IOperationContext context, JsonElement variables, CancellationToken token) =>
        await context.Model.AskAsync(Prompt, variables, token) switch
        {
            ModelAnswer.Answered answered => new OperationOutcome.Completed(answered.Value),
            ModelAnswer.Refused refused => new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind),
            _ => throw new NotSupportedException(),
        };
}
