namespace PromptIntel.Extraction.Text;

/// <summary>
/// Whether a line ends because its author ended it or because the text wraps there: in a paragraph of lines of about one length a line
/// goes on, unless it is a short one or set in columns.
/// </summary>
internal static class LineBreaks
{
    private const int FewestCharacters = 20;
    private const double LeastFullness = 0.6;
    private const double LeastFilled = 0.85;
    private const string Columns = "   ";

    /// <summary>Of each line, whether it goes on with the next.</summary>
    public static bool[] Wraps(string text, List<Line> lines)
    {
        var wraps = new bool[lines.Count];

        for (var first = 0; first < lines.Count;)
        {
            var (end, longest, total) = (first, 0, 0);

            for (; end < lines.Count && LengthOf(text, lines[end]) is var length and > 0; end++)
            {
                longest = Math.Max(longest, length);
                total += length;
            }

            // The last line of a paragraph is as long as it happens to be.
            var counted = end - first - 1;
            var isWrapped = longest >= FewestCharacters && counted > 0
                && total - LengthOf(text, lines[end - 1]) >= LeastFullness * longest * counted;

            for (; first < end; first++)
            {
                var line = text.AsSpan(lines[first].Start, lines[first].End - lines[first].Start).Trim();
                wraps[first] = isWrapped && first < end - 1 && line.Length >= LeastFullness * longest
                    && !line.Contains(Columns, StringComparison.Ordinal)
                    && line.Length + 1 + FirstWord(text, lines[first + 1]) >= LeastFilled * longest;
            }

            first++;
        }

        return wraps;
    }

    /// <summary>A text wraps where the next word did not fit.</summary>
    private static int FirstWord(string text, Line line)
    {
        var rest = text.AsSpan(line.Start, line.End - line.Start).TrimStart();
        var end = rest.IndexOf(' ');

        return end < 0 ? rest.Length : end;
    }

    private static int LengthOf(string text, Line line) => text.AsSpan(line.Start, line.End - line.Start).TrimEnd().Length;
}
