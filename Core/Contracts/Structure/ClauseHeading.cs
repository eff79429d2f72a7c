using System.Text.RegularExpressions;

namespace PromptIntel.Core.Contracts.Structure;

/// <summary>What a line begins: a numbered clause, a part of the contract, or its end.</summary>
/// <param name="IsMarked">Whether it is marked as a heading, as in Markdown.</param>
internal sealed partial record ClauseHeading(string? Number, string? Title, bool IsMarked, HeadingKind Kind)
{
    private const int LongestLine = 400;
    private const int LongestRunIn = 60;
    private const int LongestEnding = 100;

    /// <summary>Null when the line begins nothing.</summary>
    public static ClauseHeading? Read(string line)
    {
        if (line.Length is 0 or > LongestLine)
        {
            return null;
        }

        if (Row().Match(line) is { Success: true } row)
        {
            string subject = row.Groups["subject"].Value.Trim();
            return new ClauseHeading(
                row.Groups["number"].Value, subject.Length is > 0 and <= LongestRunIn ? subject : null, false, HeadingKind.Clause);
        }

        line = line.TrimStart('\f');
        bool isMarked = line.StartsWith('#') || line.StartsWith("**", StringComparison.Ordinal);
        string text = line.TrimStart('#', '*', ' ').TrimEnd('*', ' ');

        if (Ending().IsMatch(text) && (text.Length <= LongestEnding || Witness().IsMatch(text)))
        {
            return new ClauseHeading(null, text, isMarked, HeadingKind.End);
        }

        if (Part().IsMatch(text) && (isMarked || PartAlone().IsMatch(text)))
        {
            return new ClauseHeading(null, text, isMarked, HeadingKind.Part);
        }

        if (Numbered().Match(text) is not { Success: true } match)
        {
            return line.StartsWith('#') ? new ClauseHeading(null, text, true, HeadingKind.Other) : null;
        }

        string number = (match.Groups["prefix"].Value.TrimEnd() == "§" ? "§ " : "") + match.Groups["number"].Value;
        bool isNamed = match.Groups["prefix"].Length > 0;
        bool hasMark = match.Groups["mark"].Length > 0;
        bool isTitle = match.Groups["rest"].Value is { Length: > 0 and < LongestRunIn } title
            && char.IsUpper(title[0])
            && !title.EndsWith('.');

        // "12 Quay Street lies" and "I agree" begin no clause; without a prefix there is a title, and a letter has a mark.
        if (!isNamed && (match.Groups["rest"].Length == 0
            || (!isMarked && (char.IsAsciiLetterLower(number[0]) || (!hasMark && (!isTitle || !char.IsAsciiDigit(number[0])))))))
        {
            return null;
        }

        string rest = match.Groups["rest"].Value.Trim();
        return new ClauseHeading(number, TitleOf(rest, isMarked), isMarked, HeadingKind.Clause);
    }

    /// <summary>
    /// The whole line of a marked or short one, else what stands before its first full stop: "Grant. The Licensor grants".
    /// </summary>
    private static string? TitleOf(string rest, bool isMarked)
    {
        int stop = rest.IndexOf(". ", StringComparison.Ordinal);
        string title = !isMarked && stop is > 0 and < LongestRunIn ? rest[..stop] : rest;
        title = title.TrimEnd('.', ':');
        return title.Length is > 0 and <= LongestRunIn || (isMarked && title.Length > 0) ? title : null;
    }

    [GeneratedRegex(
        @"\A(?<prefix>(?:article|art\.|clause|section|sec\.|§)\s*)?(?<number>[0-9]{1,2}[A-Z]?|[IVXL]{1,6}|[A-Z]\.?[0-9]{1,2})"
            + @"(?<mark>[.):]|\s*[-–—])?(?:\s+(?<rest>\S.*))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Numbered();

    [GeneratedRegex(
        @"\A(?:(?:technical|commercial|data|first|second)\s+)?(?:annex|schedule|appendix|exhibit)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Part();

    /// <summary>"TECHNICAL ANNEX", "Schedule 1: Prices", and no line of a paragraph that begins so.</summary>
    [GeneratedRegex(
        @"\A(?:(?i:(?:technical |commercial |data )?(?:annex|schedule|appendix|exhibit))(?: [A-Z0-9]{1,3})?(?:\s*[:.–-] .{1,50})?"
            + @"|[A-Z0-9 :,–-]{5,60})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex PartAlone();

    /// <summary>Begun with a capital: "signed by both parties" may begin a line of a paragraph.</summary>
    [GeneratedRegex(
        @"\A(?=\p{Lu})(?i:signatures?\W*\z|signed (?:for|by|on|in|at)\b|in witness\b|executed (?:as|by|on|in)\b|for and on behalf\b"
            + @"|yours (?:sincerely|faithfully|truly)\b|(?:agreed and )?accepted(?: and agreed)?(?: by\b| for\b|\s*:)"
            + @"|please (?:sign|countersign|confirm your)\b|mit freundlichen grüßen)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Ending();

    [GeneratedRegex(@"\Ain witness\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Witness();

    /// <summary>"| 3 | Payment | Invoices are payable ... |"</summary>
    [GeneratedRegex(@"\A\s*\|\s*(?<number>[0-9]{1,2})\.?\s*\|(?<subject>[^|]*)\|", RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}

internal enum HeadingKind
{
    Clause,

    /// <summary>An annex or a schedule.</summary>
    Part,

    /// <summary>Signatures.</summary>
    End,

    /// <summary>Another heading without a number.</summary>
    Other,
}
