using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Tests.Conformance;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task Waiting_IsListedWithWhatItAsks_UntilItIsAnswered()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        StageWait asked = Wait("first") with { For = "legal", DueAt = Now.AddDays(3), WhenDue = DeadlineRule.Approve };
        await WaitAsync(claimed, asked);

        WaitingStage listed = Assert.Single(await ListAsync(claimed));

        Assert.Equal(
            new WaitingStage(
                claimed.Execution.Id, claimed.Execution.Workflow, claimed.Execution.WorkflowVersion, claimed.Execution.UserId, asked),
            listed);
        await Store.ChangeAsync(claimed.Execution.Id, Approve("first"), Token);
        Assert.Empty(await ListAsync(claimed));
    }

    [Fact]
    public async Task Waiting_OfACancelledExecution_IsNotListed_AndIsAgainWhenItIsResumed()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        await WaitAsync(claimed, Wait("first"));

        await Store.ChangeAsync(claimed.Execution.Id, new ExecutionChange.Cancel("ann", null), Token);
        Assert.Empty(await ListAsync(claimed));

        await Store.ChangeAsync(claimed.Execution.Id, new ExecutionChange.Resume("ann"), Token);
        Assert.Equal("Is it right?", Assert.Single(await ListAsync(claimed)).Wait.Reason);
    }

    /// <summary>Rejected, resumed and asked again it asks anew.</summary>
    [Fact]
    public async Task Waiting_Again_AsksWhatItAsksNow()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        await WaitAsync(claimed, Wait("first"));
        await Store.ChangeAsync(claimed.Execution.Id, Approve("first") with { IsApproved = false }, Token);
        await Store.ChangeAsync(claimed.Execution.Id, new ExecutionChange.Cancel("ann", null), Token);
        await Store.ChangeAsync(claimed.Execution.Id, new ExecutionChange.Resume("ann"), Token);
        ClaimedExecution again = Assert.Single(await Store.ClaimAsync(Lasting, 1, Token));

        await WaitAsync(again, Wait("first") with { Reason = "And now?" });

        Assert.Equal("And now?", Assert.Single(await ListAsync(claimed)).Wait.Reason);
    }

    [Fact]
    public async Task Waiting_IsFilteredAndPaged_InOneOrder()
    {
        ClaimedExecution first = await ClaimNewAsync(Lasting);
        await WaitAsync(first, Wait("b") with { For = "legal", DueAt = Now }, Wait("a"), Wait("c") with { ItemKey = "10" });
        ClaimedExecution second = await ClaimNewAsync(Lasting);
        await WaitAsync(second, Wait("a") with { For = "finance", DueAt = Now.AddHours(1) });

        Assert.Equal(
            ["b"], (await PageAsync(new WaitingFilter { For = "legal" }, first)).Items.Select(stage => stage.Wait.Path));
        Assert.Equal(
            ["b"], (await PageAsync(new WaitingFilter { DueBy = Now.AddMinutes(1) }, first)).Items.Select(stage => stage.Wait.Path));
        Assert.Empty((await PageAsync(new WaitingFilter { Workflow = "none" }, first)).Items);
        Assert.Equal(3, (await PageAsync(new WaitingFilter { Workflow = first.Execution.Workflow.Name }, first)).Total);

        List<string> paged = [];
        string? cursor = null;

        do
        {
            ExecutionPage<WaitingStage> page = await Reader.ListWaitingAsync(
                new WaitingFilter { ExecutionId = first.Execution.Id }, cursor, 2, Token);
            paged.AddRange(page.Items.Select(stage => $"{stage.Wait.Path}{stage.Wait.ItemKey}"));
            Assert.Equal(3, page.Total);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(["a", "b", "c10"], paged);
    }

    /// <summary>What a page ended with may be answered before the next is asked for.</summary>
    [Fact]
    public async Task Waiting_IsPagedOn_BehindAnAnsweredStage()
    {
        ClaimedExecution claimed = await ClaimNewAsync(Lasting);
        await WaitAsync(claimed, Wait("a"), Wait("b"), Wait("c"));
        var own = new WaitingFilter { ExecutionId = claimed.Execution.Id };
        ExecutionPage<WaitingStage> first = await Reader.ListWaitingAsync(own, null, 2, Token);

        await Store.ChangeAsync(claimed.Execution.Id, Approve("b"), Token);
        ExecutionPage<WaitingStage> second = await Reader.ListWaitingAsync(own, first.NextCursor, 2, Token);

        Assert.Equal(["c"], second.Items.Select(stage => stage.Wait.Path));
    }

    private static StageWait Wait(string path) => new(path, "", "Is it right?", null, Now, null, DeadlineRule.Reject);

    private Task WaitAsync(ClaimedExecution claimed, params StageWait[] waits) => CommitAsync(
        claimed,
        Delta(claimed.Execution) with
        {
            Results = [.. waits.Select(wait => Result(wait.Path) with
            {
                ItemKey = wait.ItemKey,
                Status = StageStatus.Waiting,
                CompletedAt = null,
            })],
            Waits = [.. waits],
            Transition = new ExecutionTransition.Wait(),
        });

    private async Task<IReadOnlyList<WaitingStage>> ListAsync(ClaimedExecution claimed) =>
        (await PageAsync(new WaitingFilter(), claimed)).Items;

    private Task<ExecutionPage<WaitingStage>> PageAsync(WaitingFilter filter, ClaimedExecution claimed) =>
        Reader.ListWaitingAsync(filter with { ExecutionId = claimed.Execution.Id }, null, 10, Token);
}
