using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Tests.Execution.Engine;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Control;

/// <summary>Answers of persons with their own values, and answers that a deadline gives.</summary>
public sealed class ApprovalsTests
{
    private static readonly JsonElement Schema = JsonElement.Parse(
        """{"type":"object","properties":{"fee":{"type":"number"},"name":{"type":"string"}}}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_ReplaceWhatTheStageWaitsWith_AndAreNamed()
    {
        await using EngineHost host = Host();
        ExecutionRecord waiting = await host.RunAsync(Manifest(), ExecutionStatus.Waiting);

        await host.Approvals.AnswerAsync(waiting.Id, Answer("""{"fee":12}"""), Token);

        JsonElement output = (await host.WaitForAsync(waiting.Id, ExecutionStatus.Succeeded)).Output!.Value.GetProperty("last");
        Assert.Equal((12, "Pier League"), (output.GetProperty("fee").GetInt32(), output.GetProperty("name").GetString()));
        Assert.Equal(["fee"], output.GetProperty("approval").GetProperty("edited").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("""{"fee":"twelve"}""", "fee")]
    [InlineData("""{"fees":12}""", "fees")]
    [InlineData("""{"approval":{"approved":true}}""", "approval")]
    public async Task Values_ThatDoNotFit_AreRefusedByName_AndTheStageStillWaits(string values, string field)
    {
        await using EngineHost host = Host();
        ExecutionRecord waiting = await host.RunAsync(Manifest(), ExecutionStatus.Waiting);

        ChangeResult result = await host.Approvals.AnswerAsync(waiting.Id, Answer(values), Token);

        Assert.Equal(field, Assert.Single(Assert.IsType<ChangeResult.InvalidValues>(result).Violations).Path);
        Assert.Single((await host.Approvals.ListAsync(new WaitingFilter(), null, 10, Token)).Items);
    }

    [Fact]
    public async Task Values_ForAStageThatDoesNotWait_AreRefusedAsAnyAnswer()
    {
        await using EngineHost host = Host();
        ExecutionRecord waiting = await host.RunAsync(Manifest(), ExecutionStatus.Waiting);

        Assert.IsType<ChangeResult.NotPossible>(
            await host.Approvals.AnswerAsync(waiting.Id, Answer("""{"fee":1}""") with { Path = "none" }, Token));
        Assert.IsType<ChangeResult.NotFound>(await host.Approvals.AnswerAsync(Guid.CreateVersion7(), Answer("""{"fee":1}"""), Token));
    }

    [Theory]
    [InlineData(DeadlineRule.Approve, ExecutionStatus.Succeeded)]
    [InlineData(DeadlineRule.Reject, ExecutionStatus.Failed)]
    public async Task Deadline_AnswersByItsRule_WhenItsTimeHasCome(DeadlineRule rule, ExecutionStatus expected)
    {
        await using EngineHost host = Host(new Deadline(TimeSpan.FromDays(3), rule));
        ExecutionRecord waiting = await host.RunAsync(Manifest(), ExecutionStatus.Waiting);

        host.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await host.Approvals.AnswerDueAsync(Token));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await host.Approvals.AnswerDueAsync(Token));
        Assert.Equal(0, await host.Approvals.AnswerDueAsync(Token));

        ExecutionRecord ended = await host.WaitForAsync(waiting.Id, expected);
        Assert.Equal(
            Approvals.DeadlineActor,
            (await host.Store.GetEventsAsync(ended.Id, 0, 100, Token))
                .Single(happened => happened.Type is ExecutionEvents.StageApproved or ExecutionEvents.StageRejected)
                .Data.GetProperty("actor").GetString());
    }

    [Fact]
    public async Task Waiting_WithoutADeadline_WaitsForEver()
    {
        await using EngineHost host = Host();
        await host.RunAsync(Manifest(), ExecutionStatus.Waiting);
        host.Clock.Advance(TimeSpan.FromDays(365));

        Assert.Equal(0, await host.Approvals.AnswerDueAsync(Token));
        WaitingStage stage = Assert.Single((await host.Approvals.ListAsync(new WaitingFilter(), null, 10, Token)).Items);
        Assert.Equal(("review", "Is the fee right?", "legal"), (stage.Wait.Path, stage.Wait.Reason, stage.Wait.For));
    }

    private static ExecutionChange.Answer Answer(string values) =>
        new("ann", "review", "", IsApproved: true, "fine") { Values = JsonElement.Parse(values) };

    private static Manifest Manifest() => TestManifest.Of(TestManifest.Stage("review") with { OutputSchema = Schema });

    private static EngineHost Host(Deadline? deadline = null) => new EngineHost((_, _) => Task.FromResult<OperationOutcome>(
        new OperationOutcome.Waiting(JsonElement.Parse("""{"fee":10,"name":"Pier League"}"""), "Is the fee right?")
        {
            For = "legal",
            Deadline = deadline,
        })).Start();
}
