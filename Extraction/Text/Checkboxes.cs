namespace PromptIntel.Extraction.Text;

/// <summary>Forms with options to tick: "[x] Yes [ ] No", "☑ Yes ☐ No".</summary>
internal static class Checkboxes
{
    /// <summary>The text of the one ticked option, the whole answer when it has no boxes, null when none or several are ticked.</summary>
    public static Slice? Pick(Slice answer)
    {
        Slice? picked = null;
        var boxes = 0;

        for (var at = answer.Start; at < answer.End; at++)
        {
            if (BoxAt(answer, at) is not { } box)
            {
                continue;
            }

            boxes++;

            if (!box.IsTicked)
            {
                continue;
            }

            if (picked is not null)
            {
                return null;
            }

            picked = answer.From(at + box.Width, NextBox(answer, at + box.Width));
        }

        return boxes == 0 ? answer : picked?.Trim();
    }

    /// <summary>The texts of all ticked boxes; null without boxes.</summary>
    public static List<Slice>? Ticked(Slice answer)
    {
        List<Slice>? ticked = null;

        for (var at = answer.Start; at < answer.End; at++)
        {
            if (BoxAt(answer, at) is not { } box)
            {
                continue;
            }

            ticked ??= [];
            var end = NextBox(answer, at + box.Width);

            if (box.IsTicked)
            {
                ticked.Add(answer.From(at + box.Width, end).Trim());
            }

            at = end - 1;
        }

        return ticked;
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
