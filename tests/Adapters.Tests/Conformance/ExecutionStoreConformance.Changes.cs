using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Tests.Conformance;

public abstract partial class ExecutionStoreConformance
{
    /// <summary>Whoever waits is told what the store would say.</summary>
    [Theory]
    [InlineData("succeed", true)]
    [InlineData("fail", true)]
    [InlineData("park", true)]
    [InlineData("wait", true)]
    [InlineData("release", false)]
    public async Task Commit_ThatEnds_GivesTheExecutionAsItIsStored(string transition, bool isTold)
    {
        NewExecution created = New() with
        {
            UserId = "ann",
            Budget = new ExecutionBudget(1_000, 2.5m),
            StageDelay = TimeSpan.FromSeconds(1),
        };
        await Store.CreateAsync(created, Token);
        ClaimedExecution claimed = Assert.Single(await Store.ClaimAsync(Lasting, 1, Token));
        ExecutionDelta first = Delta(claimed.Execution) with
        {
            Results = [Result("first")],
            Usage = new ExecutionUsage(10, 20, 0.001m, 1),
            Reserved = new Reservation(30, 0.002m),
        };
        Assert.Null(Assert.IsType<CommitResult.Committed>(await Store.CommitAsync(claimed.Lease, first, Token)).Ended);
        long seq = (await Reader.FindAsync(created.Id, Token))!.Seq;

        var committed = Assert.IsType<CommitResult.Committed>(await Store.CommitAsync(
            claimed.Lease,
            new ExecutionDelta
            {
                Execution = claimed.Execution,
                ExpectedSeq = seq,
                Usage = new ExecutionUsage(1, 2, 0.0005m, 1),
                Reserved = new Reservation(-30, -0.002m),
                Transition = transition switch
                {
                    "succeed" => new ExecutionTransition.Succeed(JsonElement.Parse("""{"value":[1,2.50]}""")),
                    "fail" => new ExecutionTransition.Fail(new ExecutionError("code", "first", "why")),
                    "park" => new ExecutionTransition.Park(new ExecutionError("code", null, "why")),
                    "wait" => new ExecutionTransition.Wait(),
                    _ => new ExecutionTransition.Release(),
                },
            },
            Token));

        ExecutionRecord stored = (await Reader.FindAsync(created.Id, Token))!;
        Assert.Equal(stored.Seq, committed.Seq);
        Assert.Equal(isTold ? JsonSerializer.Serialize(stored) : "null", JsonSerializer.Serialize(committed.Ended));
    }

    [Fact]
    public async Task Cancel_DuringAStage_TakesTheLeaseAway()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);

        var changed = Assert.IsType<ChangeResult.Changed>(
            await Store.ChangeAsync(claimed.Execution.Id, new ExecutionChange.Cancel("ann", "wrong input"), Token));

        Assert.Equal(ExecutionStatus.Cancelled, changed.Execution.Status);
        Assert.IsType<CommitResult.LeaseLost>(await Store.CommitAsync(claimed.Lease, Full(claimed.Execution), Token));
        Assert.Empty(await Reader.GetResultsAsync(claimed.Execution.Id, Token));
        Assert.IsType<ChangeResult.NotPossible>(
            await Store.ChangeAsync(claimed.Execution.Id, new ExecutionChange.Cancel("ann", null), Token));
    }

    [Fact]
    public async Task Answer_BeforeTheRelease_IsSeenByIt()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        await CommitAsync(claimed, Delta(claimed.Execution) with { Results = [Result("first") with { Status = StageStatus.Waiting }] });
        ExecutionRecord planned = (await Reader.FindAsync(claimed.Execution.Id, Token))!;

        await Store.ChangeAsync(planned.Id, Approve("first"), Token);
        var late = Assert.IsType<CommitResult.Committed>(await Store.CommitAsync(
            claimed.Lease, Delta(planned) with { Results = [Result("second")], Transition = new ExecutionTransition.Wait() }, Token));

        Assert.True(late.IsBehind);
        ExecutionRecord after = (await Reader.FindAsync(planned.Id, Token))!;
        Assert.Equal((ExecutionStatus.Running, late.Seq), (after.Status, after.Seq));
        ImmutableArray<StageResult> results = await Reader.GetResultsAsync(planned.Id, Token);
        Assert.All(results, result => Assert.Equal(StageStatus.Succeeded, result.Status));
        Assert.Equal(
            "ann", results.Single(result => result.Path == "first").Output!.Value.GetProperty("approval").GetProperty("by").GetString());
    }

    [Fact]
    public async Task Answer_AfterTheRelease_MakesItReadyAgain()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        await CommitAsync(claimed, Delta(claimed.Execution) with
        {
            Results = [Result("first") with { Status = StageStatus.Waiting }],
            Transition = new ExecutionTransition.Wait()
        });
        Assert.Empty(await Store.ClaimAsync(Lasting, 1, Token));

        await Store.ChangeAsync(claimed.Execution.Id, Approve("first") with { IsApproved = false, Comment = "not this one" }, Token);
        ClaimedExecution again = Assert.Single(await Store.ClaimAsync(Lasting, 1, Token));

        StageResult result = Assert.Single(again.Results);
        Assert.Equal((StageStatus.Failed, "rejected", "not this one"), (result.Status, result.Error!.Code, result.Error.Detail));
        Assert.IsType<ChangeResult.NotPossible>(await Store.ChangeAsync(claimed.Execution.Id, Approve("first"), Token));
    }

    [Fact]
    public async Task Resume_OfAFailure_KeepsWhatSucceeded()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        ExecutionError error = new("timeout", "second", "late");
        await CommitAsync(claimed, Delta(claimed.Execution) with
        {
            Results = [Result("first"), Result("second") with { Status = StageStatus.Failed, Output = null, Error = error }],
            Transition = new ExecutionTransition.Fail(error),
        });
        Assert.Equal(error, (await Reader.FindAsync(claimed.Execution.Id, Token))!.Error);

        var resumed = Assert.IsType<ChangeResult.Changed>(
            await Store.ChangeAsync(claimed.Execution.Id, new ExecutionChange.Resume("ann"), Token));

        Assert.Equal(
            (ExecutionStatus.Queued, (ExecutionError?)null, (DateTimeOffset?)null),
            (resumed.Execution.Status, resumed.Execution.Error, resumed.Execution.CompletedAt));
        Assert.Equal("first", Assert.Single(Assert.Single(await Store.ClaimAsync(Lasting, 1, Token)).Results).Path);
    }

    [Fact]
    public async Task Fork_StartsWithTheGivenResultsAndTheirArtifacts()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        await CommitAsync(claimed, Full(claimed.Execution) with { Ended = [] });

        NewExecution fork = New() with { ForkedFrom = new ForkOrigin(claimed.Execution.Id, "second"), Results = [Result("first")] };
        await Store.CreateAsync(fork, Token);

        ExecutionRecord read = (await Reader.FindAsync(fork.Id, Token))!;
        Assert.Equal(fork.ForkedFrom, read.ForkedFrom);
        Assert.Equal("first", Assert.Single(await Reader.GetResultsAsync(fork.Id, Token)).Path);
        Assert.Equal("# Binding", Encoding.UTF8.GetString((await Reader.FindArtifactAsync(fork.Id, "contract.md", Token))!.Content.Span));
    }

    [Fact]
    public async Task List_PagesNewestFirstAndFilters()
    {
        List<Guid> ids = [];

        for (int index = 0; index < 5; index++)
        {
            NewExecution created = New() with { UserId = index % 2 == 0 ? "ann" : "bob" };
            ids.Add(created.Id);
            await Store.CreateAsync(created, Token);
        }

        ExecutionPage<ExecutionRecord> first = await Reader.ListAsync(new ExecutionFilter { Workflow = "main" }, null, 3, Token);
        ExecutionPage<ExecutionRecord> second = await Reader.ListAsync(
            new ExecutionFilter { Workflow = "workflows/main" }, first.NextCursor, 3, Token);
        ExecutionPage<ExecutionRecord> bobs = await Reader.ListAsync(
            new ExecutionFilter { UserId = "bob", Status = ExecutionStatus.Queued, Since = Now }, null, 10, Token);

        ids.Reverse();
        Assert.Equal(ids, first.Items.Concat(second.Items).Select(execution => execution.Id));
        Assert.Equal((5, null, 2), (first.Total, second.NextCursor, bobs.Items.Length));
        Assert.Empty((await Reader.ListAsync(new ExecutionFilter { Workflow = "other" }, null, 3, Token)).Items);
    }

    [Fact]
    public async Task Prune_RemovesWhatEndedAndEverythingThatHungOnIt()
    {
        ClaimedExecution ended = await ClaimNewAsync(Lasting);
        await CommitAsync(
            ended, Full(ended.Execution) with { Ended = [], Transition = new ExecutionTransition.Succeed(ended.Execution.Input) });
        NewExecution kept = New();
        await Store.CreateAsync(kept, Token);

        int none = await Store.PruneAsync(DateTimeOffset.UnixEpoch, 10, Token);
        int pruned = await Store.PruneAsync(DateTimeOffset.MaxValue, 10, Token);

        Assert.Equal((0, 1), (none, pruned));
        Assert.Null(await Reader.FindAsync(ended.Execution.Id, Token));
        Assert.Empty(await Reader.GetEventsAsync(ended.Execution.Id, 0, 10, Token));
        Assert.Empty(await Reader.GetResultsAsync(ended.Execution.Id, Token));
        Assert.Null(await Reader.FindArtifactAsync(ended.Execution.Id, "contract.md", Token));
        Assert.NotNull(await Reader.FindAsync(kept.Id, Token));
        Assert.NotNull(await Reader.FindManifestAsync(Manifest.Hash, Token));
    }

    [Fact]
    public async Task Prune_KeepsWhatRunsAndWhatWaits()
    {
        ClaimedExecution running = await ClaimNewAsync(Lasting);
        await CommitAsync(running, Full(running.Execution) with { Ended = [] });
        ClaimedExecution waiting = await ClaimNewAsync(Lasting);
        await CommitAsync(waiting, Delta(waiting.Execution) with
        {
            Results = [Result("first") with { Status = StageStatus.Waiting }],
            Transition = new ExecutionTransition.Wait(),
        });
        Guid batch = await CreateBatchAsync(items: 2, maxParallel: 1);

        int pruned = await Store.PruneAsync(DateTimeOffset.MaxValue, 10, Token);

        Assert.Equal(0, pruned);
        Assert.NotNull(await Reader.FindArtifactAsync(running.Execution.Id, "contract.md", Token));
        Assert.Single(await Reader.GetResultsAsync(waiting.Execution.Id, Token));
        Assert.IsType<ChangeResult.Changed>(await Store.ChangeAsync(waiting.Execution.Id, Approve("first"), Token));
        Assert.Equal(2, (await Reader.FindBatchAsync(batch, Token))!.Total);
        Assert.NotNull(await Reader.FindManifestAsync(Manifest.Hash, Token));
        ExecutionRecord now = (await Reader.FindAsync(running.Execution.Id, Token))!;
        await CommitAsync(running, Delta(now) with { Results = [Result("second")] });
    }

    private static NewExecution New() =>
        new() { Id = NewId(), Manifest = Manifest, Input = JsonElement.Parse("""{"text":"hello"}"""), CreatedAt = Now };

    /// <summary>One of the two processes.</summary>
    private IExecutionStore One(int index) => index % 2 == 0 ? Store : Other;

    private static Guid NewId() => Ids.Next();

    private static StageResult Result(string path) => new()
    {
        Path = path,
        Status = StageStatus.Succeeded,
        Output = JsonElement.Parse("""{"value":1}"""),
        Attempts = 2,
        StartedAt = Now,
        CompletedAt = Now,
    };

    private static StageTurn Turn(string path, string conversation, int number) =>
        new(path, "", conversation, number, JsonElement.Parse("""{"calls":[]}"""));

    private static StageAttempt Attempt(string path, long epoch) => new(path, "", 1, 1) { LeaseEpoch = epoch, StartedAt = Now };

    private static ExecutionDelta Delta(ExecutionRecord planned) => new() { Execution = planned, ExpectedSeq = planned.Seq };

    /// <summary>Something of everything that an owner writes.</summary>
    private static ExecutionDelta Full(ExecutionRecord planned) => Delta(planned) with
    {
        Results = [Result("first")],
        Ended = [Attempt("first", 1) with
        {
            CompletedAt = Now,
            Model = "openai/gpt",
            Prompt = "general/greeting@3",
            Usage = new ExecutionUsage(120, 30, 0.0015m, 1)
        }],
        Events = [EventJson.Plain(ExecutionEvents.StageSucceeded, "first")],
        Artifacts = [new StageArtifact("first", "", new Artifact("contract.md", "text/markdown", Encoding.UTF8.GetBytes("# Binding")))],
        Usage = new ExecutionUsage(120, 30, 0.0015m, 1),
        Reserved = new Reservation(50, 0.002m),
    };

    private static ExecutionChange.Answer Approve(string path) => new("ann", path, "", IsApproved: true, Comment: null);

    private async Task<ClaimedExecution> ClaimNewAsync(LeaseRequest request)
    {
        await Store.CreateAsync(New(), Token);
        return Assert.Single(await Store.ClaimAsync(request, 1, Token));
    }

    private async Task CommitAsync(ClaimedExecution claimed, ExecutionDelta delta) =>
        Assert.False(Assert.IsType<CommitResult.Committed>(await Store.CommitAsync(claimed.Lease, delta, Token)).IsBehind);

    private async Task<Guid> CreateBatchAsync(
        int items, int maxParallel, bool stop = false, int? maxFailures = null, int priority = ClaimShares.DefaultPriority)
    {
        var batch = new NewBatch
        {
            Id = NewId(),
            Manifest = Manifest,
            Items = [.. Enumerable.Range(0, items).Select(
                index => new NewBatchItem(NewId(), JsonElement.Parse($$"""{"index":{{index}}}""")))],
            CreatedAt = Now,
            MaxParallel = maxParallel,
            StopOnItemError = stop,
            MaxFailures = maxFailures,
            Priority = priority,
        };
        Assert.IsType<CreateResult.Created>(await Store.CreateBatchAsync(batch, Token));
        return batch.Id;
    }

    private async Task<List<string>> EventTypesAsync(Guid id) =>
        [.. (await Reader.GetEventsAsync(id, 0, 100, Token)).Select(happened => happened.Type)];
}
