using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Tests.Execution.Engine;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Models;

/// <summary>What an execution makes of a limit on its model.</summary>
public sealed class ModelLimitTests
{
    private static readonly JsonElement Variables = JsonElement.Parse("{}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The model is not asked and nothing is spent; the stage fails as if the endpoint had refused.</summary>
    [Fact]
    public async Task Call_WhoseTurnIsTooFarOff_FailsWithTheTimeToWait()
    {
        var model = new ScriptedModel("\"one\"", "\"two\"");
        await using EngineHost host = Host(model, TimeSpan.FromSeconds(30));

        await host.RunAsync(TestManifest.Chain("ask"));
        ExecutionRecord refused = await host.RunAsync(TestManifest.Chain("ask"), ExecutionStatus.Failed);

        Assert.Equal(("model_rate_limited", 60), (refused.Error!.Code, refused.Error.RetryAfter));
        Assert.Single(model.Asked);
        Assert.Equal(0, refused.Usage.ModelCalls);
    }

    [Fact]
    public async Task Call_WhoseTurnIsNear_WaitsForIt()
    {
        var model = new ScriptedModel("\"one\"", "\"two\"");
        await using EngineHost host = Host(model, TimeSpan.FromMinutes(2));
        await host.RunAsync(TestManifest.Chain("ask"));

        Guid waiting = await host.QueueAsync(TestManifest.Chain("ask"));
        await Patience.WaitAsync(
            async () =>
            {
                host.Clock.Advance(TimeSpan.FromSeconds(5));
                return (await host.Store.FindAsync(waiting, Token))!.Status.IsEnded();
            },
            "the call's turn has come");

        Assert.Equal(ExecutionStatus.Succeeded, (await host.Store.FindAsync(waiting, Token))!.Status);
    }

    private static EngineHost Host(ScriptedModel model, TimeSpan longest)
    {
        EntryVersion prompt = new TestCatalog().Add(
            EntryKind.Prompt,
            "general/word",
            """{"format_version":1,"type":"text","messages":[{"role":"user","content":"A word?"}],"output_schema":{"type":"string"}}""");
        return new EngineHost(
            async (context, token) => await context.Model.AskAsync(prompt, Variables, token) is ModelAnswer.Answered answered
                ? new OperationOutcome.Completed(answered.Value)
                : throw new NotSupportedException(),
            model,
            new InferenceOptions { Limits = { ["stub"] = new ModelLimit { RequestsPerMinute = 1 } }, MaxLimitWait = longest }).Start();
    }
}
