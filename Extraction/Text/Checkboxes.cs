namespace PromptIntel.Extraction.Text;

/// <summary>Forms with options to tick: "[x] Yes [ ] No", "☑ Yes ☐ No".</summary>
internal static class Checkboxes
{
    /// <summary>
    /// The text of the one ticked option, the whole answer when it has no boxes; null when none or several are ticked, or when boxes
    /// stand behind text: whether they belong to what is before or behind them cannot be told.
    /// </summary>
    public static Slice? Pick(Slice answer)
    {
        if (!Begins(answer))
        {
            return HasBoxes(answer) ? Behind(answer) : answer;
        }

        Slice? picked = null;

        for (var at = answer.Start; at < answer.End; at++)
        {
            if (BoxAt(answer, at) is not { IsTicked: true } box)
            {
                continue;
            }

            if (picked is not null)
            {
                return null;
            }

            picked = answer.From(at + box.Width, NextBox(answer, at + box.Width));
        }

        return picked?.Trim();
    }

    /// <summary>"Yes [ ] No [x]": the text begins with a word and ends with a box, so that each box belongs to what is before it.</summary>
    private static Slice? Behind(Slice answer)
    {
        Slice? picked = null;
        var (start, isLast) = (answer.Start, false);

        for (var at = answer.Start; at < answer.End; at++)
        {
            if (BoxAt(answer, at) is not { } box)
            {
                isLast &= char.IsWhiteSpace(answer.Source[at]);

                continue;
            }

            if (box.IsTicked && (picked is not null || answer.From(start, at).Trim().IsEmpty))
            {
                return null;
            }

            picked = box.IsTicked ? answer.From(start, at).Trim() : picked;
            start = at + box.Width;
            at = start - 1;
            isLast = true;
        }

        return isLast ? picked : null;
    }

    /// <summary>The texts of all ticked boxes; null when the text does not begin with a box.</summary>
    public static List<Slice>? Ticked(Slice answer)
    {
        if (!Begins(answer))
        {
            return null;
        }

        var ticked = new List<Slice>();

        for (var at = answer.Start; at < answer.End; at++)
        {
            if (BoxAt(answer, at) is not { } box)
            {
                continue;
            }

            var end = NextBox(answer, at + box.Width);

            if (box.IsTicked)
            {
                ticked.Add(answer.From(at + box.Width, end).Trim());
            }

            at = end - 1;
        }

        return ticked;
    }

    /// <summary>Boxes stand somewhere in the text. "Twitter (X)" alone has none.</summary>
    public static bool HasBoxes(Slice answer)
    {
        for (var at = answer.Start; at < answer.End; at++)
        {
            if (BoxAt(answer, at) is { } box && !(box.IsTicked && answer.Source[at] == '('))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"[ ] We own the house": the line begins with a box that is not ticked, and has no other.</summary>
    public static bool IsOpenOption(Slice line)
    {
        var start = line.End - line.Span.TrimStart(" \t-*•").Length;

        return start < line.End && BoxAt(line, start) is { IsTicked: false } box && NextBox(line, start + box.Width) == line.End;
    }

    private static bool Begins(Slice answer)
    {
        var start = answer.End - answer.Span.TrimStart().Length;

        return start < answer.End && BoxAt(answer, start) is not null;
    }

    private static int NextBox(Slice answer, int from)
    {
        while (from < answer.End && BoxAt(answer, from) is null)
        {
            from++;
        }

        return from;
    }

    private static (bool IsTicked, int Width)? BoxAt(Slice answer, int at)
    {
        if (answer.Source[at] is '☐' or '☑' or '☒')
        {
            return (answer.Source[at] != '☐', 1);
        }

        var isBox = at + 2 < answer.End
            && (answer.Source[at], answer.Source[at + 2]) is ('[', ']') or ('(', ')')
            && answer.Source[at + 1] is ' ' or 'x' or 'X' or '✓';

        return isBox ? (answer.Source[at + 1] != ' ', 3) : null;
    }
}
