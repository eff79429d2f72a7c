namespace PromptIntel.Extraction.Text;

/// <summary>Finds lines (LF, CRLF or CR) and mutes those that do not speak for the author.</summary>
internal static class LineSplitter
{
    public static List<Line> Split(string text)
    {
        var lines = new List<Line>();
        var isMutedSection = false;

        for (var start = 0; start <= text.Length;)
        {
            var length = text.AsSpan(start).IndexOfAny('\n', '\r');
            var end = length < 0 ? text.Length : start + length;
            var line = text.AsSpan(start, end - start).Trim();

            if (IsHeading(line))
            {
                isMutedSection = SpeaksOfOthers(line);
            }

            lines.Add(new Line(start, end, isMutedSection || line.StartsWith('>')));
            start = end + (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
        }

        return lines;
    }

    private static bool IsHeading(ReadOnlySpan<char> line)
    {
        if (line.Length is 0 or > 100)
        {
            return false;
        }

        if (line[0] == '#' || (line.StartsWith("**") && line.EndsWith("**")))
        {
            return true;
        }

        return line.IndexOfAnyInRange('a', 'z') < 0
            && line.IndexOfAnyInRange('A', 'Z') >= 0
            && line.IndexOfAny(':', '|', '?') < 0
            && line.Length > 3
            && line.IndexOfAnyInRange('0', '9') is < 0 or 0;
    }

    private static bool SpeaksOfOthers(ReadOnlySpan<char> heading)
    {
        foreach (var token in Tokenizer.Split(heading.ToString()))
        {
            if (Wording.OtherParties.Contains(token.Lower)
                || Wording.Unasserted.Contains(token.Lower)
                || Wording.Examples.Contains(token.Lower))
            {
                return true;
            }
        }

        return false;
    }
}
