namespace PromptIntel.Hosting.Settings;

/// <summary>The name that somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The known name with the fewest letters to change; null when more than a third of the letters, and more than two, would change.
    /// </summary>
    public static string? Find(string given, IEnumerable<string> known)
    {
        (string Name, int Changes)[] ranked =
            [.. known.Select(name => (name, Changes(given.ToUpperInvariant(), name.ToUpperInvariant()))).OrderBy(pair => pair.Item2)];
        return ranked is [var best, ..] && best.Changes <= Math.Max(2, best.Name.Length / 3) && best.Changes < best.Name.Length
            ? best.Name
            : null;
    }

    /// <summary>Letters inserted, left out or replaced (Levenshtein).</summary>
    private static int Changes(string one, string other)
    {
        int[] above = [.. Enumerable.Range(0, other.Length + 1)];

        for (int row = 1; row <= one.Length; row++)
        {
            int[] current = [row, .. new int[other.Length]];

            for (int column = 1; column <= other.Length; column++)
            {
                int replaced = above[column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(above[column], current[column - 1]) + 1);
            }

            above = current;
        }

        return above[^1];
    }
}
