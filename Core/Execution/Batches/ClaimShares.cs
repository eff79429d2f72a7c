namespace PromptIntel.Core.Execution.Batches;

/// <summary>Executions that wait for a place: the items of one batch, or all that belong to none.</summary>
/// <param name="Batch">Null for executions of no batch.</param>
/// <param name="Weight">How large its share is beside the others', at least 1.</param>
/// <param name="Running">How many of it run now, over all processes.</param>
/// <param name="Room">How many more may run.</param>
public sealed record ClaimQueue(Guid? Batch, int Weight, int Running, int Room);

/// <summary>
/// Who is next when more waits than there is room for. Each place goes to the queue whose weight, divided by the places it would then
/// hold, is the largest: so each comes to hold a share as its weight is to the others', and none waits for ever, because what holds places
/// loses to what holds none. One rule for every store.
/// </summary>
public static class ClaimShares
{
    public const int LowestPriority = 1;
    public const int DefaultPriority = 5;
    public const int HighestPriority = 10;

    /// <summary>Of executions of no batch, together: somebody mostly waits for them.</summary>
    public const int SinglesWeight = 4 * DefaultPriority;

    /// <summary>How many places each queue gets, in their order. Of two that are equal the first comes first.</summary>
    public static int[] Of(int places, IReadOnlyList<ClaimQueue> queues)
    {
        ArgumentNullException.ThrowIfNull(queues);
        int[] given = new int[queues.Count];

        for (; places > 0; places--)
        {
            int next = -1;

            for (int index = 0; index < queues.Count; index++)
            {
                if (given[index] < queues[index].Room && (next < 0 || IsBefore(index, next)))
                {
                    next = index;
                }
            }

            if (next < 0)
            {
                break;
            }

            given[next]++;
        }

        return given;

        bool IsBefore(int one, int other) =>
            (long)queues[one].Weight * (queues[other].Running + given[other] + 1)
                > (long)queues[other].Weight * (queues[one].Running + given[one] + 1);
    }
}
