using System.Globalization;

namespace PromptIntel.Core.Contracts.Structure;

/// <summary>
/// Cuts a contract at its first level of numbering. Where headings are marked, only they count; else a number counts where the count goes
/// on, so that the items of a list within a clause do not, from the number that most others follow: the house number of an address begins
/// nothing, an excerpt begins at any. What follows the <see cref="MostClauses"/>th belongs to it.
/// </summary>
internal static class ClauseCutter
{
    public const int MostClauses = 2_000;

    /// <summary>Numbers may be skipped where a clause was struck out.</summary>
    private const int MostSkipped = 4;

    private const int FewestMarked = 2;

    /// <summary>Numbers that the count may begin at.</summary>
    private const int MostStarts = 30;

    public static List<ContractClause> Cut(ContractLines lines)
    {
        ClauseHeading?[] headings = [.. Enumerable.Range(0, lines.Count).Select(lines.Heading)];
        bool areMarked = headings.Count(heading => heading is { IsMarked: true, Kind: HeadingKind.Clause }) >= FewestMarked;
        var clauses = new List<ContractClause>();
        var open = new OpenClause();
        (int start, int count) = areMarked ? (0, 0) : Start(headings);
        bool isAnnex = false;

        for (int i = start; i <= lines.Count; i++)
        {
            ClauseHeading? heading = i < lines.Count ? headings[i] : new ClauseHeading(null, null, false, HeadingKind.End);

            bool isLast = clauses.Count == MostClauses - 1 && open.Heading is not null;

            if (heading is null || (i < lines.Count && (isLast || (areMarked && !heading.IsMarked))))
            {
                continue;
            }

            if (heading.Kind == HeadingKind.Clause)
            {
                int? number = NumberOf(heading.Number!);

                if (!areMarked && !GoesOn(count, number, isAnnex && open.IsPart))
                {
                    continue;
                }

                count = number ?? count;
            }

            open.Close(lines, i, clauses, isAnnex);

            if (heading.Kind is HeadingKind.Clause or HeadingKind.Part)
            {
                isAnnex |= heading.Kind == HeadingKind.Part;
                open = new OpenClause { Heading = heading, First = i, IsPart = heading.Kind == HeadingKind.Part };
            }
            else
            {
                open = new OpenClause();
            }
        }

        return clauses;
    }

    /// <summary>The line to begin at and the number before it; of equals the first.</summary>
    private static (int Line, int Count) Start(ClauseHeading?[] headings)
    {
        int[] lines = [.. Enumerable.Range(0, headings.Length)
            .TakeWhile(line => headings[line] is not { Kind: HeadingKind.Part })
            .Where(line => headings[line] is { Kind: HeadingKind.Clause } heading && NumberOf(heading.Number!) is not null)];
        int[] numbers = [.. lines.Select(line => NumberOf(headings[line]!.Number!)!.Value)];
        (int Line, int Count, int Followers) best = (0, 0, Followers(numbers, 0, 0));

        for (int i = 0; i < Math.Min(lines.Length, MostStarts); i++)
        {
            int followers = Followers(numbers, i, numbers[i] - 1);
            best = followers > best.Followers ? (lines[i], numbers[i] - 1, followers) : best;
        }

        return (best.Line, best.Count);
    }

    private static int Followers(int[] numbers, int from, int count)
    {
        int followers = 0;

        foreach (int number in numbers.Skip(from))
        {
            if (GoesOn(count, number, beginsPart: false))
            {
                count = number;
                followers++;
            }
        }

        return followers;
    }

    private static bool GoesOn(int count, int? number, bool beginsPart) =>
        number is { } next && ((next > count && next <= count + MostSkipped) || (beginsPart && next == 1));

    private static int? NumberOf(string printed)
    {
        string digits = new([.. printed.Where(char.IsAsciiDigit)]);
        return digits.Length > 0
            ? int.Parse(digits, CultureInfo.InvariantCulture)
            : printed.TrimStart('§', ' ') is var roman && roman.All("IVXLivxl".Contains) ? Roman(roman.ToUpperInvariant()) : null;
    }

    private static int Roman(string printed)
    {
        int sum = 0;

        for (int i = 0; i < printed.Length; i++)
        {
            int value = Value(printed[i]);
            sum += i + 1 < printed.Length && Value(printed[i + 1]) > value ? -value : value;
        }

        return sum;

        static int Value(char letter) => letter switch { 'I' => 1, 'V' => 5, 'X' => 10, _ => 50 };
    }

    /// <summary>A clause whose end is not reached yet; a part that holds numbered clauses is none itself.</summary>
    private sealed class OpenClause
    {
        public ClauseHeading? Heading { get; init; }

        public int First { get; init; }

        public bool IsPart { get; init; }

        public void Close(ContractLines lines, int end, List<ContractClause> clauses, bool isAnnex)
        {
            int last = end - 1;

            while (last >= First && lines.IsEmpty(last))
            {
                last--;
            }

            bool holdsText = Heading is not null && last >= First
                && (!IsPart || Enumerable.Range(First + 1, last - First).Any(line => !lines[line].AsSpan().Trim().IsEmpty));

            if (holdsText && !(IsPart && IsIntroduction(lines, end)))
            {
                clauses.Add(ContractClause.Of(lines, First, last, Heading!.Number, Heading.Title, isAnnex));
            }
        }

        private static bool IsIntroduction(ContractLines lines, int end) =>
            end < lines.Count && lines.Heading(end) is { Kind: HeadingKind.Clause };
    }
}
