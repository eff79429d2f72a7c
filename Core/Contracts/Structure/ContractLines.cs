using System.Text.RegularExpressions;

namespace PromptIntel.Core.Contracts.Structure;

/// <summary>
/// The lines of a contract, and how they are read: without what belongs to the pages, words that a line breaks whole again, and two
/// languages side by side one after the other. Places are those of the text as it was given.
/// </summary>
internal sealed partial class ContractLines
{
    private const int NearBreak = 2;
    private const int FewestSideBySide = 8;
    private const int FewestTwins = 2;
    private const int LongestFurniture = 160;
    private const int LongestTitle = 60;

    private readonly string[] _lines;
    private readonly HashSet<int> _furniture;
    private readonly int? _column;

    public ContractLines(string[] lines)
    {
        _lines = lines;
        _furniture = FindFurniture(lines);
        _column = FindColumn(lines);
    }

    public int Count => _lines.Length;

    public string this[int line] => _lines[line];

    /// <summary>A form feed ends a page and no line.</summary>
    public static ContractLines Of(string text) => new(LineBreak().Replace(text, "\n").Split('\n'));

    /// <summary>Blank, a rule, or of the page and not of the contract.</summary>
    public bool IsEmpty(int line) => _furniture.Contains(line) || _lines[line].AsSpan().Trim("-_*= \t\f").IsEmpty;

    /// <summary>What the line begins; null when nothing, or when it belongs to the page.</summary>
    public ClauseHeading? Heading(int line)
    {
        if (_furniture.Contains(line))
        {
            return null;
        }

        (string left, string right) = Halves(_lines[line]);
        ClauseHeading? heading = ClauseHeading.Read(left.TrimEnd());

        if (heading is null && IsSigning(line))
        {
            return new ClauseHeading(null, left.Trim(), false, HeadingKind.End);
        }

        if (heading is { Kind: HeadingKind.Clause } && ClauseHeading.Read(right) is { Title: { } twin } && twin != heading.Title)
        {
            return heading with { Title = $"{heading.Title} / {twin}" };
        }

        return heading is { Kind: HeadingKind.Clause, Title: null } && IsTitle(line + 1)
            ? heading with { Title = _lines[line + 1].Trim() }
            : heading;
    }

    /// <summary>The lines as they stand.</summary>
    public string Text(int first, int last) => string.Join('\n', _lines[first..(last + 1)]);

    /// <summary>The lines as they are read.</summary>
    public string Read(int first, int last)
    {
        string[] kept =
        [
            .. Enumerable.Range(first, last - first + 1).Where(line => !_furniture.Contains(line)).Select(line => _lines[line]),
        ];
        return _column is null
            ? Whole(kept)
            : Whole([.. kept.Select(line => Halves(line).Left.TrimEnd())]) + "\n\n" + Whole([.. kept.Select(line => Halves(line).Right)]);
    }

    private bool IsSigning(int line) =>
        (line == 0 || _lines[line - 1].AsSpan().Trim().IsEmpty) && Blanks().Count(_lines[line]) >= 2 && !_lines[line].Contains('|');

    private bool IsTitle(int line) =>
        line < _lines.Length && _lines[line].Trim() is { Length: > 2 and <= LongestTitle } text && char.IsUpper(text[0])
        && !text.EndsWith('.') && (!text.Any(char.IsLower) || line + 1 == _lines.Length || _lines[line + 1].AsSpan().Trim().IsEmpty);

    private (string Left, string Right) Halves(string line) =>
        _column is { } at && line.Length > at && line[at - 1] == ' ' && line[at - 2] == ' ' ? (line[..at], line[at..]) : (line, "");

    /// <summary>Joins "com-" and "pile"; "non-" and "exclusive" keep the hyphen that the document writes in them elsewhere.</summary>
    private static string Whole(string[] lines)
    {
        string text = string.Join('\n', lines).Replace("\f", "", StringComparison.Ordinal);
        HashSet<string> compounds = new(Compound().Matches(text).Select(match => match.Value), StringComparer.OrdinalIgnoreCase);
        return Broken().Replace(text, match =>
        {
            string left = match.Groups["left"].Value;
            string right = match.Groups["right"].Value;
            bool isCompound = Prefix().IsMatch(left) || compounds.Contains($"{left}-{right}");
            return $"{left}{(isCompound ? "-" : "")}{right}";
        });
    }

    /// <summary>What stands again and again where pages meet, with other numbers or the same, and what counts the pages.</summary>
    private static HashSet<int> FindFurniture(string[] lines)
    {
        int[] filled = [.. Enumerable.Range(0, lines.Length).Where(line => !lines[line].AsSpan().Trim().IsEmpty)];
        var near = new HashSet<int>();

        for (int i = 0; i < filled.Length; i++)
        {
            if (lines[filled[i]].Contains('\f', StringComparison.Ordinal))
            {
                near.UnionWith(filled[Math.Max(0, i - NearBreak)..Math.Min(filled.Length, i + NearBreak)]);
            }
        }

        HashSet<string> repeated =
        [
            .. near.Select(line => Numberless(lines[line]))
                .GroupBy(text => text)
                .Where(text => text.Count() > 1)
                .Select(text => text.Key),
        ];
        return
        [
            .. filled.Where(line => lines[line].Length <= LongestFurniture
                && (repeated.Contains(Numberless(lines[line])) || PageNumber().IsMatch(lines[line]))),
        ];
    }

    private static string Numberless(string line) => Digits().Replace(line.Trim(), "#");

    /// <summary>Where the second language begins; two columns whose headings do not answer each other are none.</summary>
    private static int? FindColumn(string[] lines)
    {
        IGrouping<int, string>? most = lines.SelectMany(line => Gap().Matches(line).Select(gap => (At: gap.Index + gap.Length, Line: line)))
            .GroupBy(start => start.At, start => start.Line)
            .MaxBy(starts => starts.Count());
        return most is not null && most.Count() >= FewestSideBySide
            && most.Count(line => IsTwin(ClauseHeading.Read(line[..most.Key].TrimEnd()), ClauseHeading.Read(line[most.Key..])))
                >= FewestTwins
            ? most.Key
            : null;
    }

    private static bool IsTwin(ClauseHeading? left, ClauseHeading? right) => left?.Number is { } number && number == right?.Number;

    [GeneratedRegex(@"(?<=\S) {2,}(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\r\n?", RegexOptions.CultureInvariant)]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"_{5,}", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(
        @"(?:\A|\s)(?:page|seite|pagina|página)\s+[0-9]{1,4}(?:\s+(?:of|von|de|/)\s+[0-9]{1,4})?\s*\z|\A\s*[-–]\s*[0-9]{1,4}\s*[-–]\s*\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PageNumber();

    // Each begins where a word does, so that a text of letters alone is looked at once.
    [GeneratedRegex(@"(?<!\p{L})(?<left>\p{L}{2,})-[ \t]*\n\s*(?<right>\p{Ll}{2,})", RegexOptions.CultureInvariant)]
    private static partial Regex Broken();

    [GeneratedRegex(@"(?<!\p{L})\p{L}{2,}-\p{L}{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Compound();

    [GeneratedRegex(@"\A(?:non|anti|self)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();
}
