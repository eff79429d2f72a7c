using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Core.Tests.Execution.Control;

public sealed class ClaimSharesTests
{
    private static readonly Guid Large = Guid.CreateVersion7();
    private static readonly Guid Small = Guid.CreateVersion7();

    private static ClaimQueue Singles(int running, int room) => new(null, ClaimShares.SinglesWeight, running, room);

    private static ClaimQueue Batch(Guid id, int running, int room = 10_000, int priority = ClaimShares.DefaultPriority) =>
        new(id, priority, running, room);

    [Fact]
    public void Of_ASmallBatchBesideALargeOne_GetsAsMuch() =>
        Assert.Equal([16, 16], ClaimShares.Of(32, [Batch(Large, 0), Batch(Small, 0)]));

    [Fact]
    public void Of_WhenALargeBatchHoldsAllPlaces_TheNextGoesToWhoHoldsNone()
    {
        Assert.Equal([0, 1], ClaimShares.Of(1, [Batch(Large, 31), Batch(Small, 0)]));
        Assert.Equal([1, 0], ClaimShares.Of(1, [Singles(0, 1), Batch(Large, 31)]));
    }

    [Fact]
    public void Of_SinglesAndABatch_NeitherIsLeftOut()
    {
        int[] shares = ClaimShares.Of(32, [Singles(0, 10_000), Batch(Large, 0)]);

        Assert.Equal(32, shares.Sum());
        Assert.InRange(shares[1], 5, 8);
        Assert.Equal([0, 1], ClaimShares.Of(1, [Singles(31, 10_000), Batch(Large, 0)]));
    }

    [Fact]
    public void Of_PrioritiesAreShares() =>
        Assert.Equal([20, 10], ClaimShares.Of(30, [Batch(Large, 0, priority: 10), Batch(Small, 0, priority: 5)]));

    [Fact]
    public void Of_GivesNoMoreThanThereIsRoomFor_AndTheRestToOthers()
    {
        Assert.Equal([2, 8], ClaimShares.Of(10, [Batch(Small, 0, room: 2), Batch(Large, 0)]));
        Assert.Equal([2, 3], ClaimShares.Of(10, [Batch(Small, 0, room: 2), Batch(Large, 0, room: 3)]));
        Assert.Empty(ClaimShares.Of(10, []));
    }

    /// <summary>However places come free, a queue with something to do is served within a bounded number of them.</summary>
    [Fact]
    public void Of_WhileOneEndsAndOneIsClaimed_EachIsServedAgainAndAgain()
    {
        var random = new Random(7);
        int[] running = [32, 0, 0];
        int[] waited = new int[3];

        for (int turn = 0; turn < 2_000; turn++)
        {
            int ending = Enumerable.Range(0, 3).Where(queue => running[queue] > 0).OrderBy(_ => random.Next()).First();
            running[ending]--;
            int[] shares = ClaimShares.Of(
                1, [Batch(Large, running[0]), Batch(Small, running[1], priority: 1), Singles(running[2], 10_000)]);
            int served = Array.IndexOf(shares, 1);
            running[served]++;

            for (int queue = 0; queue < 3; queue++)
            {
                waited[queue] = queue == served ? 0 : waited[queue] + 1;
                Assert.InRange(waited[queue], 0, 200);
            }
        }
    }
}
