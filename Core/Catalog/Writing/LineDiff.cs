using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>A line diff by the longest common subsequence, common beginning and end set aside first.</summary>
internal static class LineDiff
{
    /// <summary>The table has one cell for each pair of lines; beyond this the middle is shown as replaced.</summary>
    private const long MaxCells = 4_000_000;

    public static ImmutableArray<DiffLine> Compare(string older, string newer)
    {
        string[] from = older.TrimEnd('\n').Split('\n');
        string[] to = newer.TrimEnd('\n').Split('\n');
        int head = from.AsSpan().CommonPrefixLength(to);
        int tail = 0;
        while (tail < Math.Min(from.Length, to.Length) - head && from[^(tail + 1)] == to[^(tail + 1)])
        {
            tail++;
        }

        var lines = ImmutableArray.CreateBuilder<DiffLine>();
        AddAll(lines, DiffChange.Unchanged, from.AsSpan(0, head));
        AddMiddle(lines, from[head..^tail], to[head..^tail]);
        AddAll(lines, DiffChange.Unchanged, from.AsSpan(from.Length - tail));
        return lines.ToImmutable();
    }

    private static void AddMiddle(ImmutableArray<DiffLine>.Builder lines, string[] from, string[] to)
    {
        if ((long)from.Length * to.Length > MaxCells)
        {
            AddAll(lines, DiffChange.Removed, from);
            AddAll(lines, DiffChange.Added, to);
            return;
        }

        int[,] common = CommonLengths(from, to);
        int left = 0;
        int right = 0;
        while (left < from.Length || right < to.Length)
        {
            if (left < from.Length && right < to.Length && from[left] == to[right])
            {
                lines.Add(new DiffLine(DiffChange.Unchanged, from[left++]));
                right++;
            }
            else if (right == to.Length || (left < from.Length && common[left + 1, right] >= common[left, right + 1]))
            {
                lines.Add(new DiffLine(DiffChange.Removed, from[left++]));
            }
            else
            {
                lines.Add(new DiffLine(DiffChange.Added, to[right++]));
            }
        }
    }

    /// <summary>Length of the longest common subsequence of what follows each pair of positions.</summary>
    private static int[,] CommonLengths(string[] from, string[] to)
    {
        int[,] common = new int[from.Length + 1, to.Length + 1];
        for (int left = from.Length - 1; left >= 0; left--)
        {
            for (int right = to.Length - 1; right >= 0; right--)
            {
                common[left, right] = from[left] == to[right]
                    ? common[left + 1, right + 1] + 1
                    : Math.Max(common[left + 1, right], common[left, right + 1]);
            }
        }

        return common;
    }

    private static void AddAll(ImmutableArray<DiffLine>.Builder lines, DiffChange change, ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
        {
            lines.Add(new DiffLine(change, text));
        }
    }
}
