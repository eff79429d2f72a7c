using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Json;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IExecutionStore"/> and <see cref="IExecutionReader"/> promise.</summary>
public abstract partial class ExecutionStoreConformance : IAsyncLifetime
{
    protected static readonly LeaseRequest Lasting = new("one", TimeSpan.FromMinutes(5), 3);

    /// <summary>A lease that is born expired stands for one whose owner is gone.</summary>
    protected static readonly LeaseRequest Expired = new("gone", TimeSpan.FromMinutes(-5), 3);

    private static readonly ExecutionIds Ids = new(TimeProvider.System);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

    protected IExecutionStore Store { get; private set; } = null!;

    /// <summary>The same executions as another process sees them, where the product is shared by processes.</summary>
    private IExecutionStore Other { get; set; } = null!;

    protected IExecutionReader Reader => (IExecutionReader)Store;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static Manifest Manifest { get; } = TestManifest.Chain("first", "second", "third");

    protected abstract Task<IExecutionStore> CreateStoreAsync();

    /// <summary>A second store of the same data; the same one where data is a process's own.</summary>
    protected virtual Task<IExecutionStore> CreateOtherAsync() => Task.FromResult(Store);

    protected abstract ValueTask DisposeStoreAsync();

    public async ValueTask InitializeAsync()
    {
        Store = await CreateStoreAsync();
        Other = await CreateOtherAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Create_WhenNew_IsReadBackEqual()
    {
        NewExecution created = New() with
        {
            UserId = "ann",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Budget = new ExecutionBudget(1_000, 0.25m),
            StageDelay = TimeSpan.FromMilliseconds(250),
        };

        Assert.IsType<CreateResult.Created>(await Store.CreateAsync(created, Token));
        ExecutionRecord read = (await Reader.FindAsync(created.Id, Token))!;

        Assert.Equal((ExecutionStatus.Queued, "ann", created.TraceParent), (read.Status, read.UserId, read.TraceParent));
        Assert.Equal((created.Budget, created.StageDelay, Now), (read.Budget, read.StageDelay, read.CreatedAt));
        Assert.Equal("""{"text":"hello"}""", read.Input.GetRawText());
        Assert.Equal(Manifest.Hash, (await Reader.FindManifestAsync(read.ManifestHash, Token))!.Hash);
        Assert.Equal([ExecutionEvents.Queued], await EventTypesAsync(created.Id));
    }

    /// <summary>What every door lets in, and an approval puts around it.</summary>
    [Theory]
    [InlineData("[", "]", 64)]
    [InlineData("{\"a\":", "}", 64)]
    [InlineData("{\"value\":[", "]}", 33)]
    [InlineData("[{\"\uD83D\uDE00\":", "}]", 32)]
    public async Task Values_NestedAsDeepAsAllowed_AreReadBackEqual(string open, string close, int times)
    {
        JsonElement value = JsonElement.Parse(
            string.Concat(Enumerable.Repeat(open, times)) + "\"\u0001 \uD83D\uDE00\"".Replace(
                "\u0001", "\\u0001", StringComparison.Ordinal) + string.Concat(Enumerable.Repeat(close, times)),
            StorableJson.Kept);
        NewExecution created = New() with { Input = value };
        await Store.CreateAsync(created, Token);
        ClaimedExecution claimed = Assert.Single(await Store.ClaimAsync(Lasting, 1, Token));
        var delta = new ExecutionDelta
        {
            Execution = claimed.Execution,
            ExpectedSeq = claimed.Execution.Seq,
            Results = [new StageResult { Path = "first", Status = StageStatus.Succeeded, Output = value }],
            Transition = new ExecutionTransition.Succeed(value),
        };

        var committed = Assert.IsType<CommitResult.Committed>(await Store.CommitAsync(claimed.Lease, delta, Token));

        ExecutionRecord ended = (await Reader.FindAsync(created.Id, Token))!;
        Assert.True(JsonElement.DeepEquals(value, ended.Input));
        Assert.True(JsonElement.DeepEquals(value, committed.Ended!.Output!.Value));
        Assert.True(JsonElement.DeepEquals(value, ended.Output!.Value));
        Assert.True(JsonElement.DeepEquals(value, Assert.Single(await Reader.GetResultsAsync(created.Id, Token)).Output!.Value));
    }

    [Theory]
    [InlineData(1_000, 100_000)]
    [InlineData(100_000, 10)]
    [InlineData(2_000_000, 2_000_000)]
    public async Task Values_LargeAndSmallInTurn_AreReadBackEqual(int first, int second)
    {
        foreach (int length in new[] { first, second, first })
        {
            JsonElement value = JsonSerializer.SerializeToElement(new string('x', length));
            NewExecution created = New() with { Input = value };
            await Store.CreateAsync(created, Token);
            ClaimedExecution claimed = Assert.Single(await Store.ClaimAsync(Lasting, 1, Token));
            await Store.CommitAsync(
                claimed.Lease,
                new ExecutionDelta
                {
                    Execution = claimed.Execution,
                    ExpectedSeq = claimed.Execution.Seq,
                    Results = [new StageResult { Path = "first", Status = StageStatus.Succeeded, Output = value }],
                    Transition = new ExecutionTransition.Succeed(value),
                },
                Token);

            ExecutionRecord ended = (await Reader.FindAsync(created.Id, Token))!;
            Assert.Equal(length, ended.Input.GetString()!.Length);
            Assert.Equal(length, ended.Output!.Value.GetString()!.Length);
            Assert.Equal(length, Assert.Single(await Reader.GetResultsAsync(created.Id, Token)).Output!.Value.GetString()!.Length);
        }
    }

    [Fact]
    public async Task Create_WhenLeased_RunsWithItsFirstAttempts()
    {
        NewExecution created = New() with { LeaseFor = Lasting, FirstAttempts = [Attempt("first", epoch: 1)] };

        var result = Assert.IsType<CreateResult.Created>(await Store.CreateAsync(created, Token));

        Assert.Equal((ExecutionStatus.Running, 1), (result.Execution!.Status, result.Execution.Claims));
        Assert.Equal(1, result.Lease!.Epoch);
        Assert.Equal(result.Execution.Seq, (await Reader.FindAsync(created.Id, Token))!.Seq);
        Assert.Equal([ExecutionEvents.Queued, ExecutionEvents.Started, ExecutionEvents.StageStarted], await EventTypesAsync(created.Id));
        Assert.Empty(await Store.ClaimAsync(Lasting, 10, Token));
        Assert.IsType<CommitResult.Committed>(
            await Store.CommitAsync(result.Lease, Delta(result.Execution) with { Results = [Result("first")] }, Token));
    }

    [Fact]
    public async Task Create_WithAKeyUsedBefore_GivesTheFirstOrRefuses()
    {
        NewExecution first = New() with { IdempotencyKey = new IdempotencyKey("ann POST /execute", "k", "body") };
        await Store.CreateAsync(first, Token);

        CreateResult same = await Store.CreateAsync(first with { Id = NewId() }, Token);
        CreateResult otherBody = await Store.CreateAsync(
            first with { Id = NewId(), IdempotencyKey = first.IdempotencyKey with { BodyHash = "other" } }, Token);
        CreateResult otherCaller = await Store.CreateAsync(
            first with { Id = NewId(), IdempotencyKey = first.IdempotencyKey with { Scope = "bob POST /execute" } }, Token);

        Assert.Equal(new CreateResult.Existing(first.Id), same);
        Assert.IsType<CreateResult.KeyReused>(otherBody);
        Assert.IsType<CreateResult.Created>(otherCaller);
        Assert.Equal(2, (await Reader.ListAsync(new ExecutionFilter(), null, 10, Token)).Total);
    }

    [Fact]
    public async Task Create_WithOneKeyFromManyAtOnce_InsertsOne()
    {
        var key = new IdempotencyKey("scope", "k", "body");

        CreateResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(index => Task.Run(() => One(index).CreateAsync(New() with { IdempotencyKey = key }, Token))));

        Assert.Single(results.OfType<CreateResult.Created>());
        Assert.Single(results.OfType<CreateResult.Existing>().Select(existing => existing.Id).Distinct());
    }

    [Fact]
    public async Task Claim_ByTwoAtOnce_GivesEachExecutionOnce()
    {
        for (int index = 0; index < 20; index++)
        {
            await Store.CreateAsync(New(), Token);
        }

        IReadOnlyList<ClaimedExecution>[] claims = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(index => Task.Run(() => One(index).ClaimAsync(Lasting, 8, Token))));

        Guid[] claimed = [.. claims.SelectMany(claim => claim).Select(claim => claim.Execution.Id)];
        Assert.Equal(20, claimed.Length);
        Assert.Equal(20, claimed.Distinct().Count());
    }

    [Fact]
    public async Task Claim_WhenTheLeaseHasExpired_RaisesEpochAndGivesWhatWasCommitted()
    {
        ClaimedExecution lost = await ClaimNewAsync(Expired);
        await CommitAsync(
            lost, Delta(lost.Execution) with { Results = [Result("first")], Started = [Attempt("second", lost.Lease.Epoch)] });

        ClaimedExecution again = Assert.Single(await Store.ClaimAsync(Lasting, 10, Token));

        Assert.Equal(lost.Lease.Epoch + 1, again.Lease.Epoch);
        Assert.Equal("first", Assert.Single(again.Results).Path);
        Assert.Equal(("second", lost.Lease.Epoch), (Assert.Single(again.Attempts).Path, again.Attempts[0].LeaseEpoch));
        Assert.Empty(await Store.ClaimAsync(Lasting, 10, Token));
    }

    [Fact]
    public async Task Claim_WithFirstAttempts_InsertsThemWithTheLease_AndAsksOnce()
    {
        await Store.CreateAsync(New(), Token);
        LeaseRequest asking = Expired with { FirstAttempts = claimed => [Attempt("first", claimed.LeaseEpoch)] };

        ClaimedExecution lost = Assert.Single(await Store.ClaimAsync(asking, 1, Token));
        ImmutableArray<StageAttempt> inserted = await Reader.GetAttemptsAsync(lost.Execution.Id, Token);
        ExecutionRecord begun = (await Reader.FindAsync(lost.Execution.Id, Token))!;
        ClaimedExecution again = Assert.Single(await Store.ClaimAsync(asking, 1, Token));

        Assert.Equal(("first", 1, lost.Lease.Epoch), (inserted[0].Path, inserted[0].Attempt, inserted[0].LeaseEpoch));
        Assert.Equal(inserted, lost.Attempts);
        Assert.Equal((lost.Execution.Seq, lost.Execution.Claims), (begun.Seq, begun.Claims));
        Assert.Equal(inserted, again.Attempts);
        Assert.Equal(
            [ExecutionEvents.Queued, ExecutionEvents.Started, ExecutionEvents.StageStarted, ExecutionEvents.Started],
            await EventTypesAsync(begun.Id));
        Assert.Equal([1L, 2L, 3L, 4L], (await Reader.GetEventsAsync(begun.Id, 0, 9, Token)).Select(happened => happened.Seq));
    }

    [Fact]
    public async Task Commit_WithAStaleEpoch_WritesNothing()
    {
        ClaimedExecution stale = await ClaimNewAsync(Expired);
        ClaimedExecution owner = Assert.Single(await Store.ClaimAsync(Lasting, 10, Token));

        CommitResult result = await Store.CommitAsync(stale.Lease, Full(stale.Execution), Token);

        Assert.IsType<CommitResult.LeaseLost>(result);
        Assert.Null(await Store.RenewAsync(stale.Lease, TimeSpan.FromMinutes(1), Token));
        Assert.Empty(await Reader.GetResultsAsync(owner.Execution.Id, Token));
        Assert.Empty(await Reader.GetAttemptsAsync(owner.Execution.Id, Token));
        Assert.Empty(await Reader.GetArtifactsAsync(owner.Execution.Id, Token));
        Assert.Equal(owner.Execution.Seq, (await Reader.FindAsync(owner.Execution.Id, Token))!.Seq);
    }

    [Fact]
    public async Task Commit_WithEverything_IsReadBackEqual()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        await CommitAsync(claimed, Delta(claimed.Execution) with { Started = [Attempt("first", 1)] });

        await CommitAsync(claimed, Full((await Reader.FindAsync(claimed.Execution.Id, Token))!));

        ExecutionRecord read = (await Reader.FindAsync(claimed.Execution.Id, Token))!;
        Assert.Equal((new ExecutionUsage(120, 30, 0.0015m, 1), new Reservation(50, 0.002m)), (read.Usage, read.Reserved));
        StageResult result = Assert.Single(await Reader.GetResultsAsync(read.Id, Token));
        Assert.Equal(("first", StageStatus.Succeeded, 2, Now), (result.Path, result.Status, result.Attempts, result.CompletedAt));
        Assert.Equal("""{"value":1}""", result.Output!.Value.GetRawText());
        StageAttempt attempt = Assert.Single(await Reader.GetAttemptsAsync(read.Id, Token));
        Assert.Equal(
            ("openai/gpt", "general/greeting@3", (string?)null, Now),
            (attempt.Model, attempt.Prompt, attempt.ErrorCode, attempt.CompletedAt));
        ArtifactContent artifact = (await Reader.FindArtifactAsync(read.Id, "contract.md", Token))!;
        Assert.Equal(("text/markdown", 9, "first"), (artifact.Artifact.MediaType, artifact.Artifact.Length, artifact.Artifact.Stage));
        Assert.Equal("# Binding", Encoding.UTF8.GetString(artifact.Content.Span));
    }

    [Fact]
    public async Task Turns_AreKeptByConversationInOrder_AndCountClaimsAnew()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        StageTurn[] turns = [Turn("first", "b", 1), Turn("first", "a", 2), Turn("first", "a", 1), Turn("second", "a", 1)];
        StageAttempt call = Attempt("first", 1) with { Tool = "components/find@2" };

        await CommitAsync(claimed, Delta(claimed.Execution) with { Turns = [.. turns], Started = [call] });

        ImmutableArray<StageTurn> read = await Reader.GetTurnsAsync(claimed.Execution.Id, "first", "", Token);
        Assert.Equal([("a", 1), ("a", 2), ("b", 1)], read.Select(turn => (turn.Conversation, turn.Number)));
        Assert.All(read, turn => Assert.Equal("""{"calls":[]}""", turn.Body.GetRawText()));
        Assert.Empty(await Reader.GetTurnsAsync(claimed.Execution.Id, "first", "3", Token));
        Assert.Equal("components/find@2", Assert.Single(await Reader.GetAttemptsAsync(claimed.Execution.Id, Token)).Tool);
        Assert.Equal((1, 0), (claimed.Execution.Claims, (await Reader.FindAsync(claimed.Execution.Id, Token))!.Claims));
    }

    [Fact]
    public async Task Commit_OfATurnThatExists_ThrowsAndWritesNothing()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        await CommitAsync(claimed, Delta(claimed.Execution) with { Turns = [Turn("first", "a", 1)] });

        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(
            claimed.Lease, Delta(claimed.Execution) with { Turns = [Turn("first", "a", 2), Turn("first", "a", 1)] }, Token));

        Assert.Single(await Reader.GetTurnsAsync(claimed.Execution.Id, "first", "", Token));
    }

    [Fact]
    public async Task Commit_OfAResultThatExists_ThrowsAndWritesNothing()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        await CommitAsync(claimed, Delta(claimed.Execution) with { Results = [Result("first")] });
        ExecutionRecord before = (await Reader.FindAsync(claimed.Execution.Id, Token))!;

        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(
            claimed.Lease, Delta(before) with { Results = [Result("second"), Result("first")], Events = [EventJson.Plain("x")] }, Token));

        Assert.Equal(before.Seq, (await Reader.FindAsync(before.Id, Token))!.Seq);
        Assert.Equal("first", Assert.Single(await Reader.GetResultsAsync(before.Id, Token)).Path);
    }

    [Fact]
    public async Task Events_AreNumberedWithoutGapsAndReadAfterAnyNumber()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);

        for (int index = 0; index < 5; index++)
        {
            await CommitAsync(claimed, Delta((await Reader.FindAsync(claimed.Execution.Id, Token))!) with
            {
                Events = [EventJson.Plain("a"), EventJson.Plain("b", "first")]
            });
        }

        ImmutableArray<ExecutionEvent> all = await Reader.GetEventsAsync(claimed.Execution.Id, 0, 100, Token);
        ImmutableArray<ExecutionEvent> some = await Reader.GetEventsAsync(claimed.Execution.Id, 4, 3, Token);

        Assert.Equal(Enumerable.Range(1, 12).Select(seq => (long)seq), all.Select(happened => happened.Seq));
        Assert.Equal([5L, 6L, 7L], some.Select(happened => happened.Seq));
        Assert.Equal("first", all[^1].Stage);
    }

    [Fact]
    public async Task Claims_AreResetByAStageAndNotCountedAfterARelease()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Expired);
        claimed = Assert.Single(await Store.ClaimAsync(Expired, 1, Token));
        Assert.Equal(2, claimed.Execution.Claims);

        await CommitAsync(claimed, Delta(claimed.Execution) with { Results = [Result("first")] });
        Assert.Equal(0, (await Reader.FindAsync(claimed.Execution.Id, Token))!.Claims);

        for (int index = 0; index < 10; index++)
        {
            claimed = Assert.Single(await Store.ClaimAsync(Lasting, 1, Token));
            await CommitAsync(claimed, Delta(claimed.Execution) with { Transition = new ExecutionTransition.Release() });
        }

        ExecutionRecord released = (await Reader.FindAsync(claimed.Execution.Id, Token))!;
        Assert.Equal((ExecutionStatus.Queued, 0), (released.Status, released.Claims));
    }

    [Fact]
    public async Task Claim_OfPoison_ParksItVisibly()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Expired);
        await Store.ClaimAsync(Expired, 1, Token);
        await Store.ClaimAsync(Expired, 1, Token);

        Assert.Empty(await Store.ClaimAsync(Lasting, 1, Token));

        ExecutionRecord parked = (await Reader.FindAsync(claimed.Execution.Id, Token))!;
        Assert.Equal((ExecutionStatus.Parked, "claimed_too_often"), (parked.Status, parked.Error?.Code));
        Assert.Equal(ExecutionEvents.Parked, (await EventTypesAsync(parked.Id))[^1]);
        Assert.IsType<ChangeResult.Changed>(await Store.ChangeAsync(parked.Id, new ExecutionChange.Resume("ann"), Token));
        Assert.Single(await Store.ClaimAsync(Lasting, 1, Token));
    }
}
