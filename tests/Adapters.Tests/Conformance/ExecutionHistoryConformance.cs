using System.Text.Json;

using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Adapters.Relational.Users;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>However an execution ends, its user's history and the mark for other places are in the commit that ends it.</summary>
public abstract class ExecutionHistoryConformance : IAsyncLifetime
{
    private const string Near = "near";

    private static readonly LeaseRequest Lasting = new("one", TimeSpan.FromMinutes(5), 3);
    private static readonly ExecutionIds Ids = new(TimeProvider.System);
    private static readonly Manifest Manifest = TestManifest.Chain("first");

    private RelationalExecutionStore _executions = null!;
    private RelationalUserStore _users = null!;
    private RelationalOutboxStore _outbox = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        RelationalDatabase database = await OpenAsync();
        var routes = new SyncRoutes([Near]);
        _executions = RelationalExecutionStores.Of(database, routes);
        _users = new RelationalUserStore(database, routes);
        _outbox = new RelationalOutboxStore(database);
    }

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Success_IsInTheHistoryAsWhatAStageSaidItMade()
    {
        ClaimedExecution run = await ClaimAsync("ada");

        await SucceedAsync(run, new SideWrite("user_history", JsonSerializer.SerializeToElement(new { kind = "contract" })));

        HistoryEvent happened = Assert.Single((await _users.ListHistoryAsync("ada", null, 9, Token)).Items);
        Assert.Equal(
            (run.Execution.Id, "contract", "succeeded", Manifest.Workflow.Key.ToString()),
            (happened.Id, happened.Kind, happened.Status, happened.Workflow));
        Assert.NotNull(happened.CompletedAt);
        Assert.Equal(
            [SyncDocument.History("ada", run.Execution.Id)], (await _outbox.TakeAsync(Near, 9, Token)).Select(row => row.Document));
    }

    [Fact]
    public async Task Stage_ThatHasWrittenHistory_ShowsNothingBeforeTheEnd()
    {
        ClaimedExecution run = await ClaimAsync("ada");

        await _executions.CommitAsync(
            run.Lease, new ExecutionDelta
            {
                Execution = run.Execution,
                ExpectedSeq = run.Execution.Seq,
                Results = [Result()],
                Writes = [new SideWrite("user_history", JsonSerializer.SerializeToElement(new { kind = "contract" }))]
            }, Token);

        Assert.Equal(0, (await _users.ListHistoryAsync("ada", null, 9, Token)).Total);
        Assert.Empty(await _outbox.TakeAsync(Near, 9, Token));
    }

    [Fact]
    public async Task CancelAndResume_ReplaceTheOneEvent()
    {
        ClaimedExecution run = await ClaimAsync("ada");
        await _executions.ChangeAsync(run.Execution.Id, new ExecutionChange.Cancel(null, null), Token);
        HistoryEvent cancelled = Assert.Single((await _users.ListHistoryAsync("ada", null, 9, Token)).Items);
        await _executions.ChangeAsync(run.Execution.Id, new ExecutionChange.Resume(null), Token);

        await SucceedAsync(Assert.Single(await _executions.ClaimAsync(Lasting, 1, Token)));

        HistoryEvent succeeded = Assert.Single((await _users.ListHistoryAsync("ada", null, 9, Token)).Items);
        Assert.Equal(("cancelled", "succeeded", cancelled.Id), (cancelled.Status, succeeded.Status, succeeded.Id));
        Assert.Single(await _outbox.TakeAsync(Near, 9, Token));
    }

    [Fact]
    public async Task Parking_ByTheClaimLimit_IsInTheHistory()
    {
        await _executions.CreateAsync(New("ada"), Token);
        var gone = new LeaseRequest("gone", TimeSpan.FromMinutes(-5), 1);
        await _executions.ClaimAsync(gone, 1, Token);

        await _executions.ClaimAsync(gone, 1, Token);

        Assert.Equal("parked", Assert.Single((await _users.ListHistoryAsync("ada", null, 9, Token)).Items).Status);
    }

    [Fact]
    public async Task Batch_ThatAFailureStops_HasEveryItemInTheHistory()
    {
        var batch = new NewBatch
        {
            Id = Ids.Next(),
            Manifest = Manifest,
            Items = [.. Enumerable.Range(0, 3).Select(_ => new NewBatchItem(Ids.Next(), JsonElement.Parse("{}")))],
            CreatedAt = DateTimeOffset.UnixEpoch,
            MaxParallel = 1,
            StopOnItemError = true,
            UserId = "ada",
        };
        await _executions.CreateBatchAsync(batch, Token);
        ClaimedExecution first = Assert.Single(await _executions.ClaimAsync(Lasting, 1, Token));

        await _executions.CommitAsync(first.Lease, new ExecutionDelta
        {
            Execution = first.Execution,
            ExpectedSeq = first.Execution.Seq,
            Transition = new ExecutionTransition.Fail(new ExecutionError("broken", null, "It broke."))
        }, Token);

        UserPage<HistoryEvent> history = await _users.ListHistoryAsync("ada", null, 9, Token);
        Assert.Equal(["cancelled", "cancelled", "failed"], history.Items.Select(happened => happened.Status).Order(StringComparer.Ordinal));
        Assert.Equal(3, (await _outbox.TakeAsync(Near, 9, Token)).Count);
    }

    [Fact]
    public async Task Execution_OfNobody_LeavesNoHistoryAndNoMark()
    {
        await SucceedAsync(await ClaimAsync(null));

        Assert.Empty(await _outbox.TakeAsync(Near, 9, Token));
    }

    /// <summary>Whichever of the two comes first, in every order: nothing of the user is left.</summary>
    [Fact]
    public async Task Erasure_WhileHisRunsEnd_LeavesNothingOfTheUser()
    {
        var runs = new List<ClaimedExecution>();

        for (int index = 0; index < 20; index++)
        {
            runs.Add(await ClaimAsync("ada"));
        }

        var write = new SideWrite("user_history", JsonSerializer.SerializeToElement(new { kind = "contract" }));
        await Task.WhenAll([
            .. runs.Take(10).Select(run => SucceedAsync(run, write)),
            _users.EraseAsync("ada", Token),
            .. runs.Skip(10).Select(run => SucceedAsync(run, write))
        ]);

        Assert.Equal(0, (await _users.ListHistoryAsync("ada", null, 9, Token)).Total);
        Assert.Empty(await _users.FindHistoryAsync([.. runs.Select(run => run.Execution.Id)], Token));

        foreach (ClaimedExecution run in runs)
        {
            ExecutionRecord ended = (await _executions.FindAsync(run.Execution.Id, Token))!;
            Assert.Equal((ExecutionStatus.Succeeded, null), (ended.Status, ended.UserId));
        }

        Assert.Contains(SyncDocument.User("ada"), (await _outbox.TakeAsync(Near, 99, Token)).Select(row => row.Document));
    }

    /// <summary>An empty database.</summary>
    protected abstract Task<RelationalDatabase> OpenAsync();

    private static NewExecution New(string? user) => new()
    {
        Id = Ids.Next(),
        Manifest = Manifest,
        Input = JsonElement.Parse("{}"),
        CreatedAt = DateTimeOffset.UnixEpoch,
        UserId = user
    };

    private static StageResult Result() => new()
    {
        Path = "first",
        Status = StageStatus.Succeeded,
        Output = JsonElement.Parse("{}"),
        Attempts = 1,
        StartedAt = DateTimeOffset.UnixEpoch,
        CompletedAt = DateTimeOffset.UnixEpoch
    };

    private async Task<ClaimedExecution> ClaimAsync(string? user)
    {
        await _executions.CreateAsync(New(user), Token);
        return Assert.Single(await _executions.ClaimAsync(Lasting, 1, Token));
    }

    private async Task SucceedAsync(ClaimedExecution run, params SideWrite[] writes) =>
        Assert.IsType<CommitResult.Committed>(await _executions.CommitAsync(
            run.Lease, new ExecutionDelta
            {
                Execution = run.Execution,
                ExpectedSeq = run.Execution.Seq,
                Results = [Result()],
                Writes = [.. writes],
                Transition = new ExecutionTransition.Succeed(JsonElement.Parse("{}"))
            }, Token));
}
