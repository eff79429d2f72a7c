using System.Text.RegularExpressions;

namespace PromptIntel.Core.Contracts.Structure;

/// <summary>What a line begins: a numbered clause, a part of the contract, or its end.</summary>
/// <param name="IsMarked">Whether it is marked as a heading, as in Markdown.</param>
internal sealed partial record ClauseHeading(string? Number, string? Title, bool IsMarked, HeadingKind Kind)
{
    private const int LongestLine = 400;
    private const int LongestRunIn = 60;

    /// <summary>Null when the line begins nothing.</summary>
    public static ClauseHeading? Read(string line)
    {
        if (line.Length is 0 or > LongestLine)
        {
            return null;
        }

        bool isMarked = line[0] == '#' || line.StartsWith("**", StringComparison.Ordinal);
        string text = line.TrimStart('#', '*', ' ').TrimEnd('*', ' ');

        if (Ending().IsMatch(text) && text.Length < LongestRunIn)
        {
            return new ClauseHeading(null, text, isMarked, HeadingKind.End);
        }

        if (Part().IsMatch(text) && (isMarked || PartAlone().IsMatch(text)))
        {
            return new ClauseHeading(null, text, isMarked, HeadingKind.Part);
        }

        if (Numbered().Match(text) is not { Success: true } match)
        {
            return isMarked && line[0] == '#' ? new ClauseHeading(null, text, true, HeadingKind.Other) : null;
        }

        string number = match.Groups["number"].Value;
        bool isNamed = match.Groups["prefix"].Length > 0;
        bool hasMark = match.Groups["mark"].Length > 0;
        bool isTitle = match.Groups["rest"].Value is { Length: > 0 and < LongestRunIn } title && char.IsUpper(title[0]) && !title.EndsWith('.');

        // "12 Quay Street lies" and "I agree" begin no clause; without a prefix there is a title, and a letter has a mark.
        if (!isNamed && (match.Groups["rest"].Length == 0
            || (!isMarked && (char.IsAsciiLetterLower(number[0]) || (!hasMark && (!isTitle || !char.IsAsciiDigit(number[0])))))))
        {
            return null;
        }

        string rest = match.Groups["rest"].Value.Trim();
        return new ClauseHeading(number, TitleOf(rest, isMarked), isMarked, HeadingKind.Clause);
    }

    /// <summary>The whole line of a marked or short one, else what stands before its first full stop: "Grant. The Licensor grants".</summary>
    private static string? TitleOf(string rest, bool isMarked)
    {
        int stop = rest.IndexOf(". ", StringComparison.Ordinal);
        string title = !isMarked && stop is > 0 and < LongestRunIn ? rest[..stop] : rest;
        title = title.TrimEnd('.', ':');
        return title.Length is > 0 and <= LongestRunIn || (isMarked && title.Length > 0) ? title : null;
    }

    [GeneratedRegex(
        @"\A(?<prefix>(?:article|art\.|clause|section|sec\.|§)\s*)?(?<number>[0-9]{1,2}[A-Z]?|[IVXL]{1,6}|[A-Z]\.?[0-9]{1,2})(?<mark>[.):]|\s*[-–—])?(?:\s+(?<rest>\S.*))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Numbered();

    [GeneratedRegex(
        @"\A(?:(?:technical|commercial|data|first|second)\s+)?(?:annex|schedule|appendix|exhibit)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Part();

    /// <summary>"TECHNICAL ANNEX", "Schedule 1: Prices", and no line of a paragraph that begins so.</summary>
    [GeneratedRegex(
        @"\A(?:(?i:(?:technical |commercial |data )?(?:annex|schedule|appendix|exhibit))(?: [A-Z0-9]{1,3})?(?:\s*[:.–-] .{1,50})?|[A-Z0-9 :,–-]{5,60})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex PartAlone();

    [GeneratedRegex(
        @"\A(?:signatures?\W*\z|signed (?:for|by|on|in|at)\b|in witness\b|executed (?:as|by|on|in)\b|for and on behalf\b)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Ending();
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
