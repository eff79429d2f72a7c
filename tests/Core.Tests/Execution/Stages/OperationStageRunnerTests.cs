using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Models;
using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Stages;

public sealed class OperationStageRunnerTests
{
    public static TheoryData<Exception, string, FailureKind> Breaks => new()
    {
        { new ModelCallException(ModelCallFailure.Timeout, "slow"), "model_timeout", FailureKind.Timeout },
        { new ModelCallException(ModelCallFailure.RateLimited, "429"), "model_rate_limited", FailureKind.Transport },
        { new ModelCallException(ModelCallFailure.Refused, "400"), "model_refused", FailureKind.Permanent },
        { new ModelCallException(ModelCallFailure.InvalidResponse, "?"), "invalid_output", FailureKind.InvalidOutput },
        { new ModelCallException(ModelCallFailure.Transport, "502"), "model_unavailable", FailureKind.Transport },
        { new TimeoutException(), "timeout", FailureKind.Timeout },
        { new OperationCanceledException(), "timeout", FailureKind.Timeout },
        { new HttpRequestException(), "unavailable", FailureKind.Transport },
        { new IOException(), "unavailable", FailureKind.Transport },
        { new InvalidOperationException("secret"), "operation_failed", FailureKind.Permanent },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Exception_OfTheOperation_IsAFailureWithItsCode(Exception exception, string code, FailureKind kind)
    {
        var failed = Assert.IsType<OperationOutcome.Failed>(await RunAsync(_ => throw exception, Token));

        Assert.Equal((code, kind), (failed.Code, failed.Kind));
        Assert.DoesNotContain("secret", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitThatAnEndpointAskedFor_TravelsWithTheFailure()
    {
        var exception = new ModelCallException(ModelCallFailure.RateLimited, "429", TimeSpan.FromSeconds(17));

        var failed = Assert.IsType<OperationOutcome.Failed>(await RunAsync(_ => throw exception, Token));

        Assert.Equal(TimeSpan.FromSeconds(17), failed.RetryAfter);
    }

    [Fact]
    public async Task LostLeaseAndStop_AreNoOutcomes()
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => RunAsync(_ => throw new LeaseLostException(), Token));
        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(_ => throw new OperationCanceledException(), stopping.Token));
    }

    [Fact]
    public async Task Operation_IsGivenItsStage()
    {
        IOperationContext? given = null;

        OperationOutcome outcome = await RunAsync(
            context =>
            {
                given = context;
                return Task.FromResult<OperationOutcome>(Steps.Done);
            },
            Token);

        Assert.Same(Steps.Done, outcome);
        Assert.Equal(("a", "", """{"n":1}"""), (given!.StagePath, given.ItemKey, given.Input.GetRawText()));
        Assert.Throws<InvalidOperationException>(() => given.Entry(new("general", "none")));
        Assert.Same(given.Model, given.Model);
    }

    [Fact]
    public async Task Type_ThatThisBuildDoesNotHave_IsNamed()
    {
        var failed = Assert.IsType<OperationOutcome.Failed>(
            await RunAsync(_ => Task.FromResult<OperationOutcome>(Steps.Done), Token, "future"));

        Assert.Equal("unknown_operation", failed.Code);
        Assert.Contains("future", failed.Detail, StringComparison.Ordinal);
    }

    private static Task<OperationOutcome> RunAsync(
        Func<IOperationContext, Task<OperationOutcome>> operation, CancellationToken cancellationToken,
        string type = TestManifest.OperationType)
    {
        var models = new ModelCalls(
            Checks.Renderer(), new NoModels(), new JsonSchemaValidator(), Options.Create(new ExecutionOptions()),
            Options.Create(new InferenceOptions()), Probe.Unlimited);
        var runner = new OperationStageRunner(
            new OperationRegistry([new Probe(operation)]), models, new ExecutionLog(NullLogger<ExecutionLog>.Instance), inner => inner);
        StageContext stage = Steps.Context(TestManifest.Stage("a") with { OperationType = type }, new TestClock(), """{"n":1}""");
        return runner.RunAsync(stage, new RecordingJournal(), cancellationToken);
    }
}
