using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Tests.Execution.Engine;
using PromptIntel.Core.Workflows.Operations;

namespace PromptIntel.Core.Tests.Solving;

/// <summary>A solver on the real engine: plan, question, answer, refusal and chain are one execution.</summary>
public sealed class SolverExecutionTests : IAsyncLifetime
{
    private static readonly EntryKey Solver = new("workflows", "solve");

    private readonly EngineHost _host =
        new((_, _) => Task.FromResult(EngineHost.Done), operations: [new PlanOperation(), new ApprovalOperation()]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        SmallSolver.AddTo(_host.Catalog);
        _host.Start();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Problem_IsPlannedAndRunAsOneExecution()
    {
        ExecutionRecord ended = await RunAsync(SmallSolver.Input(
            "Write the contract, then check it.\nDo review the contract too.", SmallSolver.Text("form.txt", "questionnaire", "Reef Tour")));

        JsonElement output = ended.Output!.Value;
        Assert.Equal(["workflows/drafting@1", "workflows/checking@1"], Recipes(output.GetProperty("plan")));
        Assert.Equal(
            "For: Reef Tour", output.GetProperty("results").GetProperty("checking").GetProperty("checked").GetString());
        ExecutionDetails details = (await _host.Executions.GetAsync(ended.Id, Token))!;
        Assert.Equal(
            ["plan", "ask", "choose", "run/1/drafting/draft", "run/2/checking/check", "run/1/drafting", "run/2/checking"],
            details.Stages.Select(stage => stage.Path));
        Assert.All(details.Attempts, attempt => Assert.Equal(1, attempt.Attempt));
    }

    [Fact]
    public async Task DocumentToAnalyse_IsReadFirst_WithTheConstantThatMakesWhatTheNextTakes()
    {
        ExecutionRecord ended = await RunAsync(SmallSolver.Input("What are the risks?", SmallSolver.Document("report.pdf", "other")));

        JsonElement output = ended.Output!.Value;
        Assert.Equal(["workflows/reading@1", "workflows/judging@1"], Recipes(output.GetProperty("plan")));
        Assert.Equal(
            "components/facts",
            output.GetProperty("results").GetProperty("judging").GetProperty("seen").GetProperty("facts").GetProperty("as").GetString());
    }

    [Fact]
    public async Task TwoPlansThatAreClose_AreAskedAbout_AndTheAnswerChooses()
    {
        ExecutionRecord waiting = await RunAsync(
            SmallSolver.Input("Look at this league.", SmallSolver.Text("q.txt", "questionnaire", "Reef Tour")), ExecutionStatus.Waiting);
        StageResult asked = (await _host.Store.GetResultsAsync(waiting.Id, Token)).Single(result => result.Path == "ask");
        Assert.Equal("Which do you want: a contract; or an analysis?", asked.Output!.Value.GetProperty("summary").GetString());

        var beyond = Assert.IsType<ChangeResult.InvalidValues>(await AnswerAsync(waiting.Id, 2));
        Assert.IsType<ChangeResult.Changed>(await AnswerAsync(waiting.Id, 1));
        ExecutionRecord ended = await _host.WaitForAsync(waiting.Id, ExecutionStatus.Succeeded);

        Assert.Contains(beyond.Violations, violation => violation.Path.Contains("option", StringComparison.Ordinal));
        Assert.Equal(["workflows/judging@1"], Recipes(ended.Output!.Value.GetProperty("plan")));
        Assert.Equal("run", ended.Output.Value.GetProperty("plan").GetProperty("decision").GetString());
    }

    [Fact]
    public async Task AnswerOfAnEarlierPlan_GivenWithTheProblem_IsNotAskedAgain()
    {
        JsonElement input = JsonSerializer.SerializeToElement(new
        {
            problem = "Look at this league.",
            materials = new[] { SmallSolver.Text("q.txt", "questionnaire", "Reef Tour") },
            answer = new { option = 0 },
        });

        ExecutionRecord ended = await RunAsync(input);

        Assert.Equal(["workflows/drafting@1"], Recipes(ended.Output!.Value.GetProperty("plan")));
    }

    [Theory]
    [InlineData("Translate the questionnaire into Dutch.", "refuse")]
    [InlineData("Draft a contract.", "run")]
    public async Task WhatCannotBeDone_RunsNothing_AndSaysWhy(string problem, string decision)
    {
        object[] materials = decision == "run" ? [] : [SmallSolver.Text("q.txt", "questionnaire", "Reef Tour")];

        ExecutionRecord ended = await RunAsync(SmallSolver.Input(problem, materials));

        JsonElement plan = ended.Output!.Value.GetProperty("plan");
        Assert.Equal((decision, "{}"), (plan.GetProperty("decision").GetString(), ended.Output.Value.GetProperty("results").GetRawText()));
        Assert.Equal(decision == "refuse", plan.GetProperty("refusal").ValueKind == JsonValueKind.Object);
        Assert.Equal(
            decision == "run" ? [JsonValueKind.Null] : [],
            plan.GetProperty("plan").EnumerateArray().SelectMany(step => step.GetProperty("inputs").EnumerateArray())
                .Select(input => input.GetProperty("from").ValueKind));
    }

    [Fact]
    public async Task Materials_OfOneName_AreRefused()
    {
        ExecutionRecord ended = await RunAsync(
            SmallSolver.Input("Draft a contract", SmallSolver.Text("a", "questionnaire", "x"), SmallSolver.Text("a", "questionnaire", "y")),
            ExecutionStatus.Failed);

        Assert.Equal(new ExecutionError("invalid_input", "plan", "materials: two have the name 'a'."), ended.Error);
    }

    [Fact]
    public async Task Fork_FromAStepOfTheChain_KeepsThePlan_AndWithAnotherInputPlansAnew()
    {
        ExecutionRecord first = await RunAsync(
            SmallSolver.Input("Write contract and check contract", SmallSolver.Text("form.txt", "questionnaire", "Reef Tour")));

        ExecutionRecord kept = await ForkAsync(new ForkExecution { Origin = first.Id, Stage = "run/2/checking/check" });
        ExecutionRecord anew = await ForkAsync(new ForkExecution
        {
            Origin = first.Id,
            Stage = "run/2/checking/check",
            Input = SmallSolver.Input("Write contract", SmallSolver.Text("other.txt", "questionnaire", "Dune Tour")),
        });

        Assert.Equal(["run/2/checking/check"], (await _host.Store.GetAttemptsAsync(kept.Id, Token)).Select(attempt => attempt.Path));
        Assert.Equal(
            ["plan", "run/1/drafting/draft"], (await _host.Store.GetAttemptsAsync(anew.Id, Token)).Select(attempt => attempt.Path));
    }

    [Fact]
    public async Task NewVersionOfARecipe_WhileTheQuestionWaits_IsNotUsed()
    {
        ExecutionRecord waiting = await RunAsync(
            SmallSolver.Input("Look at this league.", SmallSolver.Text("q.txt", "questionnaire", "Reef Tour")), ExecutionStatus.Waiting);
        _host.Catalog.AddRecipe(
            "drafting",
            """[{"id":"draft","uses":"echo","with":{"contract":"New"}}]""",
            """{"contract":"${stages.draft.output.contract}"}""",
            """{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}""");

        await AnswerAsync(waiting.Id, 0);
        ExecutionRecord ended = await _host.WaitForAsync(waiting.Id, ExecutionStatus.Succeeded);

        Assert.Equal(
            "For: Reef Tour", ended.Output!.Value.GetProperty("results").GetProperty("drafting").GetProperty("contract").GetString());
    }

    private Task<ChangeResult> AnswerAsync(Guid id, int option) => _host.Approvals.AnswerAsync(
        id,
        new ExecutionChange.Answer("ann", "ask", "", IsApproved: true, null) { Values = JsonSerializer.SerializeToElement(new { option }) },
        Token);

    private async Task<ExecutionRecord> RunAsync(JsonElement input, ExecutionStatus expected = ExecutionStatus.Succeeded)
    {
        StartResult started = await _host.Executions.StartAsync(new StartExecution { Workflow = Solver, Input = input }, Token);
        return await _host.WaitForAsync(Assert.IsType<StartResult.Started>(started).Id, expected);
    }

    private async Task<ExecutionRecord> ForkAsync(ForkExecution fork)
    {
        StartResult started = await _host.Executions.ForkAsync(fork, Token);
        return await _host.WaitForAsync(Assert.IsType<StartResult.Started>(started).Id, ExecutionStatus.Succeeded);
    }

    private static ImmutableArray<string> Recipes(JsonElement plan) =>
        [.. plan.GetProperty("plan").EnumerateArray().Select(step => step.GetProperty("recipe").GetString()!)];
}
