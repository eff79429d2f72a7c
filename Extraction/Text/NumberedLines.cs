namespace PromptIntel.Extraction.Text;

/// <summary>Lines that are numbered by a bare figure ("11 Guests: 40" below "10 Rooms: 12"), which is no figure of theirs.</summary>
internal static class NumberedLines
{
    private const int FewestLines = 3;
    private const int MostBetween = 8;

    /// <summary>Of each line the length of its number; 0 for one that has none.</summary>
    public static int[] Of(string text, List<Line> lines)
    {
        var (widths, chain) = (new int[lines.Count], new List<int>());
        var last = 0;

        for (var i = 0; i <= lines.Count; i++)
        {
            var (number, width) = i < lines.Count ? NumberOf(text, lines[i]) : (0, 0);

            if (i < lines.Count && width == 0)
            {
                continue;
            }

            var goesOn = i < lines.Count && chain.Count > 0 && number == last + 1 && i - chain[^1] <= MostBetween;

            if (!goesOn)
            {
                Mark(text, lines, chain, widths);
                chain.Clear();
            }

            chain.Add(i);
            last = number;
        }

        return widths;
    }

    private static void Mark(string text, List<Line> lines, List<int> chain, int[] widths)
    {
        foreach (var line in chain.Count < FewestLines ? [] : chain)
        {
            widths[line] = NumberOf(text, lines[line]).Width;
        }
    }

    /// <summary>One to three digits at the beginning, a blank and a capital.</summary>
    private static (int Number, int Width) NumberOf(string text, Line line)
    {
        var content = text.AsSpan(line.Start, line.End - line.Start);
        var width = content.IndexOfAnyExceptInRange('0', '9');

        return width is > 0 and < 4 && width + 1 < content.Length && content[width] == ' ' && char.IsUpper(content[width + 1])
            ? (int.Parse(content[..width], System.Globalization.CultureInfo.InvariantCulture), width) : (0, 0);
    }
}
