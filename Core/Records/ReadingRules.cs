using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Records;

/// <summary>How the reader is told to look for the values of one schema.</summary>
/// <param name="Extraction">The reader's rules, as a prompt's <c>config.extraction</c>.</param>
/// <param name="Names">What each value may be called, by its path, in lower case.</param>
/// <param name="CompanyEndings">Legal forms, in lower case.</param>
internal sealed partial record ReadingRules(
    JsonElement Extraction,
    RecordSchema Schema,
    IReadOnlyDictionary<string, ImmutableHashSet<string>> Names,
    ImmutableArray<string> CompanyEndings)
{
    /// <summary>All names, the longest first.</summary>
    public IReadOnlyList<string> Labels { get; } =
        [.. Names.Values.SelectMany(names => names).Distinct().OrderByDescending(name => name.Length)];

    /// <summary>The only day that the record asks for; null when it asks for several or none.</summary>
    public string? OnlyDate { get; } = Schema.Fields.Where(field => !field.Path.Contains('/')
        && field.Schema.TryGetProperty("format", out JsonElement format) && format.ValueEquals("date")).ToList() is [var only] ? only.Path
        : null;

    /// <summary>Whether a table has the items of one of the record's lists: two of its columns are called as their values are.</summary>
    public bool HasItems(IReadOnlyList<string> columns) => Names
        .Where(field => field.Key.Contains("/*/"))
        .GroupBy(field => field.Key[..field.Key.IndexOf("/*/", StringComparison.Ordinal)])
        .Any(list => columns.Count(column => list.Any(field => field.Value.Contains(Plain(column)))) >= 2);

    /// <summary>Values that are said to stand in the row of a rank, with their column.</summary>
    public IEnumerable<(string Path, string Rank, int Column)> Ranked(IReadOnlyList<string> columns) =>
        from field in Schema.Fields
        where !field.Path.Contains('/')
            && field.Schema.TryGetProperty("title", out _) && field.Schema.TryGetProperty("description", out _)
        let rank = RankOf().Match(field.Schema.GetProperty("description").ToString())
        let column = columns.ToList().FindIndex(name => Plain(name) == Plain(field.Schema.GetProperty("title").ToString()))
        where rank.Success && column > 0
        select (field.Path, rank.Groups["rank"].Value, column);

    public bool IsCompany(string text) =>
        CompanyEndings.Any(ending => text.EndsWith(" " + ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a cell is the name of a value, whatever number stands before it or remark behind it.</summary>
    public bool IsLabel(string cell) => Labels.Contains(Plain(Remark().Replace(cell[NumberOf(cell)..], "")));

    /// <summary>Length of the number that a form gives its field: "10 Camping".</summary>
    public static int NumberOf(string cell) => Number().Match(cell).Length;

    public static string Plain(string label) => label.Trim(' ', '.', ':', '#').ToLowerInvariant();

    [GeneratedRegex(@"\A[0-9]{1,2}[.)]? +(?=\p{L})", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@" *\([^()]*\)\z| (?:[A-Z]{3}|[€£$])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Remark();

    [GeneratedRegex(
        @"\b(?:rank|place|position|rang|platz)\s+(?<rank>\d{1,3})\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex RankOf();
}
