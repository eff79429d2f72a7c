using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Tests.Execution.Engine;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

using static PromptIntel.Core.Tests.Execution.Models.ToolScenario;

namespace PromptIntel.Core.Tests.Execution.Models;

/// <summary>Tools that models call, by what the engine records, commits and asks; the model is a script, the tool a test's own.</summary>
public sealed class ToolCallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_IsRunRecordedAndCommitted_BeforeTheModelIsAskedAgain()
    {
        var tool = new Tool();
        var model = new ScriptedModel(Calls(("c1", Found, new { n = 7 })), "It is seven.");
        await using EngineHost host = Host(model, tool);
        Guid id = default;
        int turnsBefore = -1;
        tool.Running = async (context, _) =>
        {
            turnsBefore = (await TurnsAsync(host, context.ExecutionId)).Length;
            Assert.Equal("components/find@1", (await host.Store.GetAttemptsAsync(context.ExecutionId, Token))[^1].Tool);
            return Gives("""{"found":"seven"}""");
        };

        ExecutionRecord ended = await RunAsync(host, tool);
        id = ended.Id;

        Assert.Equal("""{"text":"It is seven."}""", ended.Output!.Value.GetRawText());
        Assert.Equal((1, 2, 240L), (turnsBefore, ended.Usage.ModelCalls, ended.Usage.TotalTokens));
        ImmutableArray<StageAttempt> attempts = await host.Store.GetAttemptsAsync(id, Token);
        Assert.Equal(
            [(1, 1, "stub/stub-1", null, 1), (1, 2, null, "components/find@1", 0), (1, 3, "stub/stub-1", null, 1)],
            attempts.Select(one => (one.Attempt, one.Call, one.Model, one.Tool, one.Usage.ModelCalls)));
        Assert.All(attempts, attempt => Assert.NotNull(attempt.CompletedAt));
        Assert.Equal("""{"n":7,"limit":5}""", Sorted(Assert.Single(tool.Inputs)));
        AIFunction offered = Assert.IsType<AIFunction>(Assert.Single(model.Options[0].Tools!), exactMatch: false);
        Assert.Equal((Found, "For a test."), (offered.Name, offered.Description));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await offered.InvokeAsync(cancellationToken: Token));
        FunctionResultContent given = Assert.IsType<FunctionResultContent>(Assert.Single(model.Asked[1][^1].Contents));
        Assert.Equal(("c1", """{"found":"seven"}"""), (given.CallId, (string)given.Result!));
    }

    [Fact]
    public async Task Calls_OfOneTurn_AreRunOneAfterAnother_AndHaveIdsWhateverTheEndpointGives()
    {
        var tool = new Tool();
        var model = new ScriptedModel(Calls(("", Found, new { n = 1 }), ("x", Found, new { n = 2 }), ("x", Found, new { n = 3 })), "Done.");
        await using EngineHost host = Host(model, tool);

        await RunAsync(host, tool);

        Assert.Equal([1, 2, 3], tool.Inputs.Select(input => input.GetProperty("n").GetInt32()));
        string[] called = [.. model.Asked[1][^4].Contents.OfType<FunctionCallContent>().Select(call => call.CallId)];
        string[] given = [.. model.Asked[1][^3..].Select(message => ((FunctionResultContent)message.Contents[0]).CallId)];
        Assert.Equal(called, given);
        Assert.Equal(3, called.Distinct().Count());
    }

    [Theory]
    [InlineData("""{"n":"seven"}""", "do not satisfy")]
    [InlineData("""{}""", "do not satisfy")]
    [InlineData("""{"n":1,"limit":900}""", "'limit' cannot be given")]
    public async Task WrongArguments_GoBackToTheModel_AndNothingIsRun(string arguments, string reason)
    {
        var tool = new Tool();
        var model = new ScriptedModel(Calls(("c1", Found, JsonElement.Parse(arguments))), Calls(("c2", Found, new { n = 7 })), "Done.");
        await using EngineHost host = Host(model, tool);

        ExecutionRecord ended = await RunAsync(host, tool);

        Assert.Single(tool.Inputs);
        Assert.Contains(reason, LastResult(model.Asked[1]), StringComparison.Ordinal);
        Assert.Equal(
            [null, "invalid_input", null, null, null],
            (await host.Store.GetAttemptsAsync(ended.Id, Token)).Select(attempt => attempt.ErrorCode));
    }

    [Fact]
    public async Task ArgumentsThatAreNoJson_GoBackToTheModel()
    {
        var tool = new Tool();
        var broken = new FunctionCallContent("c1", Found) { Exception = new JsonException("broken") };
        var model = new ScriptedModel(new ChatMessage(ChatRole.Assistant, [broken]), "Done.");
        await using EngineHost host = Host(model, tool);

        await RunAsync(host, tool);

        Assert.Empty(tool.Inputs);
        Assert.Contains("not a JSON object", LastResult(model.Asked[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownTool_FailsTheStage_AndNothingIsRun()
    {
        var tool = new Tool();
        await using EngineHost host = Host(new ScriptedModel(Calls(("c1", Found, new { n = 1 }), ("c2", "rm_rf", new { }))), tool);

        ExecutionRecord ended = await RunAsync(host, tool, ExecutionStatus.Failed);

        Assert.Equal("unknown_tool", ended.Error!.Code);
        Assert.DoesNotContain("rm_rf", ended.Error.Detail, StringComparison.Ordinal);
        Assert.Empty(tool.Inputs);
    }

    [Theory]
    [InlineData(3, "{}", 3)]
    [InlineData(3, """{"max_tool_calls":2}""", 2)]
    [InlineData(3, """{"max_tool_calls":90}""", 3)]
    public async Task Calls_BeyondTheLimit_FailTheStage(int limit, string config, int run)
    {
        var tool = new Tool();
        object[] script = [.. Enumerable.Range(1, 9).Select(n => Calls(($"c{n}", Found, new { n })))];
        await using EngineHost host = Host(new ScriptedModel(script), tool, new ExecutionOptions { MaxToolCalls = limit });

        ExecutionRecord ended = await RunAsync(host, tool, ExecutionStatus.Failed, config);

        Assert.Equal(("too_many_tool_calls", run), (ended.Error!.Code, tool.Inputs.Count));
    }

    [Fact]
    public async Task ToolThatFails_FailsTheStage_WithItsOwnCodeInTheDetail()
    {
        var tool = new Tool { Running = Ends(new OperationOutcome.Failed("unavailable", "The index is away.")) };
        await using EngineHost host = Host(new ScriptedModel(Calls(("c1", Found, new { n = 1 }), ("c2", Found, new { n = 2 }))), tool);

        ExecutionRecord ended = await RunAsync(host, tool, ExecutionStatus.Failed);

        Assert.Equal("tool_failed", ended.Error!.Code);
        Assert.Equal("The tool components/find@1 failed with unavailable: The index is away.", ended.Error.Detail);
        Assert.Equal(
            [null, "tool_failed", "interrupted"],
            (await host.Store.GetAttemptsAsync(ended.Id, Token)).Select(attempt => attempt.ErrorCode));
    }

    [Fact]
    public async Task ToolThatThrows_FailsTheStage_WithoutItsWords()
    {
        var tool = new Tool { Running = (_, _) => throw new FormatException("SECRET") };
        await using EngineHost host = Host(new ScriptedModel(Calls(("c1", Found, new { n = 1 }))), tool);

        ExecutionRecord ended = await RunAsync(host, tool, ExecutionStatus.Failed);

        Assert.Equal("tool_failed", ended.Error!.Code);
        Assert.DoesNotContain("SECRET", ended.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToolThatWaits_FailsTheStage()
    {
        var tool = new Tool { Running = Ends(new OperationOutcome.Waiting(JsonElement.Parse("{}"), "Why")) };
        await using EngineHost host = Host(new ScriptedModel(Calls(("c1", Found, new { n = 1 }))), tool);

        Assert.Equal("tool_failed", (await RunAsync(host, tool, ExecutionStatus.Failed)).Error!.Code);
    }

    /// <summary>As any timeout of a prompt that runs by itself it is tried three times; the model is asked for the call once.</summary>
    [Fact]
    public async Task ToolThatTakesTooLong_FailsTheStage()
    {
        var tool = new Tool
        {
            Running = async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                throw new InvalidOperationException("never");
            },
        };
        var model = new ScriptedModel(Calls(("c1", Found, new { n = 1 })));
        await using EngineHost host = Host(model, tool, new ExecutionOptions { ToolTimeout = TimeSpan.FromSeconds(2) });

        Guid id = await host.QueueAsync(await ManifestAsync(host, tool), execution => execution with { Input = Input });
        ExecutionRecord ended = await WaitThroughPausesAsync(host, id);

        Assert.Equal(("tool_timeout", 3, 1), (ended.Error!.Code, tool.Inputs.Count, model.Asked.Count));
        Assert.Equal(
            [(1, 1, null), (1, 2, "tool_timeout"), (2, 1, "tool_timeout"), (3, 1, "tool_timeout")],
            (await host.Store.GetAttemptsAsync(id, Token)).Select(one => (one.Attempt, one.Call, one.ErrorCode)));
    }

    [Fact]
    public async Task Cancel_DuringATool_StopsIt_AndTheModelIsNotAskedAgain()
    {
        var begun = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        var tool = new Tool
        {
            Running = async (_, token) =>
            {
                begun.SetResult();
                await using CancellationTokenRegistration onStop = token.Register(stopped.SetResult);
                await Task.Delay(Timeout.Infinite, token);
                throw new InvalidOperationException("never");
            },
        };
        var model = new ScriptedModel(Calls(("c1", Found, new { n = 1 })), "never");
        await using EngineHost host = Host(model, tool);
        Guid id = await host.QueueAsync(await ManifestAsync(host, tool), execution => execution with { Input = Input });
        await begun.Task;

        await host.Executions.ChangeAsync(id, new ExecutionChange.Cancel(null, null), Token);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal(ExecutionStatus.Cancelled, (await host.Store.FindAsync(id, Token))!.Status);
        Assert.Single(model.Asked);
        Assert.Single(await TurnsAsync(host, id));
    }

    [Fact]
    public async Task Retry_AfterATool_GoesOnBehindItsResult()
    {
        var tool = new Tool();
        var model = new ScriptedModel(
            Calls(("c1", Found, new { n = 7 })), new ModelCallException(ModelCallFailure.Transport, "502"), "It is seven.");
        await using EngineHost host = Host(model, tool);

        Guid id = await host.QueueAsync(await ManifestAsync(host, tool), execution => execution with { Input = Input });
        ExecutionRecord ended = await WaitThroughPausesAsync(host, id);

        Assert.Equal(ExecutionStatus.Succeeded, ended.Status);
        Assert.Single(tool.Inputs);
        Assert.Equal(model.Asked[1].Select(message => message.Role), model.Asked[2].Select(message => message.Role));
        Assert.Equal("c1", ((FunctionResultContent)model.Asked[2][^1].Contents[0]).CallId);
        Assert.Equal(
            [(1, 1, null), (1, 2, null), (1, 3, "model_unavailable"), (2, 1, null)],
            (await host.Store.GetAttemptsAsync(id, Token)).Select(one => (one.Attempt, one.Call, one.ErrorCode)));
    }

    /// <summary>The process is lost at each commit in turn: whatever was committed is not done again, whatever was not is.</summary>
    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(2, 2, 3)]
    [InlineData(3, 2, 3)]
    public async Task LostLease_GoesOnBehindTheLastCommittedTurn(int commit, int modelCalls, int toolRuns)
    {
        var tool = new Tool();
        var model = new ScriptedModel(modelCalls == 3 ? [Two, Two, "Done."] : [Two, "Done."]);
        await using EngineHost host = Host(model, tool, breaksStore: true);
        int turns = 0;
        host.Breakable.Before = delta =>
        {
            if (!delta.Turns.IsEmpty && ++turns == commit)
            {
                throw new LeaseLostException();
            }
        };

        Guid id = await host.QueueAsync(await ManifestAsync(host, tool), execution => execution with { Input = Input });
        await Patience.WaitAsync(() => Volatile.Read(ref turns) >= commit && host.Engine.Running == 0, "the process is lost");
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        ExecutionRecord ended = await host.WaitForAsync(id, ExecutionStatus.Succeeded);

        Assert.Equal((modelCalls, toolRuns), (model.Asked.Count, tool.Inputs.Count));
        Assert.Equal(3, (await TurnsAsync(host, id)).Length);
        Assert.Equal("""{"text":"Done."}""", ended.Output!.Value.GetRawText());
    }

    [Fact]
    public async Task Commit_WhoseAnswerIsLost_IsNotMadeTwice()
    {
        var tool = new Tool();
        var model = new ScriptedModel(Calls(("c1", Found, new { n = 7 })), "Done.");
        await using EngineHost host = Host(model, tool, breaksStore: true);
        int lost = 0;
        host.Breakable.After = delta =>
        {
            if (!delta.Turns.IsEmpty && lost++ < 1)
            {
                throw new IOException("The answer is lost.");
            }
        };

        Guid id = await host.QueueAsync(await ManifestAsync(host, tool), execution => execution with { Input = Input });
        ExecutionRecord ended = await WaitThroughPausesAsync(host, id);

        Assert.Equal((ExecutionStatus.Succeeded, 1, 2L * 120), (ended.Status, tool.Inputs.Count, ended.Usage.TotalTokens));
        Assert.Equal(2, (await TurnsAsync(host, id)).Length);
    }

    [Fact]
    public async Task Budget_SpentByTheModel_LetsNoToolRun()
    {
        var tool = new Tool();
        await using EngineHost host = Host(new ScriptedModel(Calls(("c1", Found, new { n = 7 })), "never"), tool);
        Manifest manifest = await ManifestAsync(host, tool, parameters: """{"max_output_tokens":10}""");

        Guid id = await host.QueueAsync(manifest, execution => execution with { Input = Input, Budget = new ExecutionBudget(100, null) });
        ExecutionRecord ended = await host.WaitForAsync(id, ExecutionStatus.Failed);

        Assert.Equal(("budget_exceeded", 0), (ended.Error!.Code, tool.Inputs.Count));
        Assert.Equal((120L, 0L), (ended.Usage.TotalTokens, ended.Reserved.Tokens));
    }

    [Fact]
    public async Task Tool_ThatIsAPrompt_IsAskedByItsOwnCalls_AndMayHaveToolsOfItsOwn()
    {
        var tool = new Tool();
        var model = new ScriptedModel(
            Calls(("c1", "general_expert", new { question = "How many?" })), Calls(("c2", Found, new { n = 7 })), "Seven.", "It is seven.");
        await using EngineHost host = Host(model, tool);
        AddPrompt(host.Catalog, "general/expert", """["components/find"]""", "question");

        ExecutionRecord ended = await RunAsync(host, tool, tools: """["general/expert"]""");

        Assert.Equal("""{"text":"It is seven."}""", ended.Output!.Value.GetRawText());
        Assert.Equal("""{"text":"Seven."}""", LastResult(model.Asked[3]));
        Assert.Equal(
            [(1, "general/asker@1", null), (2, null, "general/expert@1"), (3, "general/expert@1", null), (4, null, "components/find@1"),
                (5, "general/expert@1", null), (6, "general/asker@1", null)],
            (await host.Store.GetAttemptsAsync(ended.Id, Token)).OrderBy(one => one.Call).Select(one => (one.Call, one.Prompt, one.Tool)));
    }

    [Fact]
    public async Task Effects_OfATool_AreCommittedWithItsResult()
    {
        var artifact = new Artifact("note.txt", "text/plain", "abc"u8.ToArray());
        var tool = new Tool
        {
            Running = Ends(new OperationOutcome.Completed(JsonElement.Parse("{}"))
            {
                Artifacts = [artifact],
                Writes = [new SideWrite("notes", JsonElement.Parse("{}"))],
            }),
        };
        await using EngineHost host = Host(new ScriptedModel(Calls(("c1", Found, new { n = 7 })), "Done."), tool);

        ExecutionRecord ended = await RunAsync(host, tool);

        Assert.Equal("note.txt", Assert.Single(await host.Store.GetArtifactsAsync(ended.Id, Token)).Name);
        Assert.Contains(("notes", ended.Id), host.Store.SideRows.Keys);
    }

    [Fact]
    public async Task Answer_InJsonAfterTools_IsRepairedWithoutAnyMore()
    {
        var tool = new Tool();
        var model = new ScriptedModel(Calls(("c1", Found, new { n = 7 })), "no JSON", """{"n":7}""");
        await using EngineHost host = Host(model, tool);

        ExecutionRecord ended = await RunAsync(host, tool, schema: """{"type":"object","required":["n"]}""");

        Assert.Equal("""{"n":7}""", ended.Output!.Value.GetRawText());
        Assert.Equal(ChatToolMode.None, model.Options[2].ToolMode);
    }

    [Fact]
    public async Task Prompt_WithTools_NeedsAModelThatGenerates()
    {
        var tool = new Tool();
        await using EngineHost host = Host(new ScriptedModel(), tool);
        Manifest manifest = await ManifestAsync(host, tool, canGenerate: false, schema: """{"type":"object"}""");

        Guid id = await host.QueueAsync(manifest, execution => execution with { Input = Input });
        ExecutionRecord ended = await host.WaitForAsync(id, ExecutionStatus.Failed);

        Assert.Equal("model_required", ended.Error!.Code);
        Assert.Equal("general/asker@1 may call tools, which needs a language model.", ended.Error.Detail);
    }
}
