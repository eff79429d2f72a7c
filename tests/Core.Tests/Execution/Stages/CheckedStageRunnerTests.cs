using System.Text.Json;

using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Stages;

public sealed class CheckedStageRunnerTests
{
    private const int MostBytes = 200;

    private static readonly JsonElement NeedsTier =
        JsonElement.Parse("""{"type":"object","required":["tier"],"properties":{"tier":{"enum":["basic","premium"]}}}""");

    private static readonly PlannedStage Stage = TestManifest.Stage("a") with { InputSchema = NeedsTier, OutputSchema = NeedsTier };

    [Fact]
    public async Task Values_ThatSatisfyTheSchemas_PassUntouched()
    {
        var done = Completed("""{"tier":"premium"}""");

        Assert.Same(done, await RunAsync(Stage, new ScriptedRunner(done), """{"tier":"basic"}"""));
    }

    [Fact]
    public async Task Input_ThatBreaksItsSchema_NeverReachesTheOperation()
    {
        var inner = new ScriptedRunner(Steps.Done);

        var failed = Assert.IsType<OperationOutcome.Failed>(await RunAsync(Stage, inner, """{"tier":"gold"}"""));

        Assert.Equal(("invalid_input", FailureKind.Permanent, 0), (failed.Code, failed.Kind, inner.Runs));
        Assert.Contains("tier", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_ThatBreaksItsSchema_IsAFailureThatMayBeRetried()
    {
        var failed = Assert.IsType<OperationOutcome.Failed>(
            await RunAsync(Stage, new ScriptedRunner(Completed("{}")), """{"tier":"basic"}"""));

        Assert.Equal(("invalid_output", FailureKind.InvalidOutput), (failed.Code, failed.Kind));
    }

    [Fact]
    public async Task Output_LongerThanAValueMayBe_IsRefused()
    {
        OperationOutcome longer = Completed($"\"{new string('x', MostBytes)}\"");

        Assert.Equal(
            "value_too_large",
            Assert.IsType<OperationOutcome.Failed>(await RunAsync(TestManifest.Stage("a"), new ScriptedRunner(longer))).Code);
    }

    [Theory]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public async Task Output_ThatNoStoreKeeps_IsRefused_AlsoOfAWaitingStage(string output)
    {
        OperationOutcome[] outcomes = [Completed(output), new OperationOutcome.Waiting(JsonElement.Parse(output), "look")];

        foreach (OperationOutcome outcome in outcomes)
        {
            Assert.Equal(
                "invalid_output",
                Assert.IsType<OperationOutcome.Failed>(await RunAsync(TestManifest.Stage("a"), new ScriptedRunner(outcome))).Code);
        }
    }

    [Fact]
    public async Task Failure_OfTheOperation_IsGivenOn()
    {
        var failed = new OperationOutcome.Failed("no", "never");

        Assert.Same(failed, await RunAsync(Stage, new ScriptedRunner(failed), """{"tier":"basic"}"""));
    }

    private static OperationOutcome.Completed Completed(string output) => new(JsonElement.Parse(output));

    private static Task<OperationOutcome> RunAsync(PlannedStage stage, ScriptedRunner inner, string input = "{}") =>
        new CheckedStageRunner(inner, new JsonSchemaValidator(), MostBytes)
            .RunAsync(Steps.Context(stage, new TestClock(), input), new RecordingJournal(), TestContext.Current.CancellationToken);
}
