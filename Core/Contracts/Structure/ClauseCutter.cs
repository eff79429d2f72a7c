using System.Globalization;

namespace PromptIntel.Core.Contracts.Structure;

/// <summary>
/// Cuts a contract at its first level of numbering. Where headings are marked, only they count; else a number counts where the count goes
/// on, so that the items of a list within a clause do not. What follows the <see cref="MostClauses"/>th belongs to it.
/// </summary>
internal static class ClauseCutter
{
    public const int MostClauses = 2_000;

    /// <summary>Numbers may be skipped where a clause was struck out.</summary>
    private const int MostSkipped = 4;

    private const int FewestMarked = 2;

    public static List<ContractClause> Cut(string[] lines)
    {
        ClauseHeading?[] headings = [.. lines.Select(line => ClauseHeading.Read(line.TrimEnd()))];
        bool areMarked = headings.Count(heading => heading is { IsMarked: true, Kind: HeadingKind.Clause }) >= FewestMarked;
        var clauses = new List<ContractClause>();
        var open = new OpenClause();
        int count = 0;
        bool isAnnex = false;

        for (int i = 0; i <= lines.Length; i++)
        {
            ClauseHeading? heading = i < lines.Length ? headings[i] : new ClauseHeading(null, null, false, HeadingKind.End);

            bool isLast = clauses.Count == MostClauses - 1 && open.Heading is not null;

            if (heading is null || (i < lines.Length && (isLast || (areMarked && !heading.IsMarked))))
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

    private static bool GoesOn(int count, int? number, bool beginsPart) =>
        number is { } next && ((next > count && next <= count + MostSkipped) || (beginsPart && next == 1));

    private static int? NumberOf(string printed)
    {
        string digits = new([.. printed.Where(char.IsAsciiDigit)]);
        return digits.Length > 0
            ? int.Parse(digits, CultureInfo.InvariantCulture)
            : printed.All("IVXLivxl".Contains) ? Roman(printed.ToUpperInvariant()) : null;
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

        public void Close(string[] lines, int end, List<ContractClause> clauses, bool isAnnex)
        {
            int last = end - 1;

            while (last >= First && lines[last].AsSpan().Trim("-_*= \t\f").IsEmpty)
            {
                last--;
            }

            bool holdsText = Heading is not null && last >= First
                && (!IsPart || lines[(First + 1)..(last + 1)].Any(line => line.Trim().Length > 0));

            if (holdsText && !(IsPart && IsIntroduction(lines, end)))
            {
                clauses.Add(new ContractClause(
                    Heading!.Number, Heading.Title, First + 1, last + 1, string.Join('\n', lines[First..(last + 1)]), isAnnex));
            }
        }

        private static bool IsIntroduction(string[] lines, int end) =>
            end < lines.Length && ClauseHeading.Read(lines[end].TrimEnd()) is { Kind: HeadingKind.Clause };
    }
}
