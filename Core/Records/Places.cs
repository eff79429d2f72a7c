namespace PromptIntel.Core.Records;

/// <summary>Finds in lists that are in the order of a place.</summary>
internal static class Places
{
    /// <summary>The last item whose place is not after <paramref name="place"/>; -1 when there is none.</summary>
    public static int LastAt<T>(List<T> items, Func<T, int> placeOf, int place)
    {
        int low = 0;
        int high = items.Count;

        while (low < high)
        {
            int middle = (low + high) / 2;

            if (placeOf(items[middle]) <= place)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
