using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Pages;

/// <summary>The names that a page of docs/ explains, and those that a parser knows.</summary>
internal static partial class DocumentedNames
{
    /// <summary>What stands in the first cell of the tables of a section, each as <c>`name`</c>; sorted.</summary>
    public static ImmutableArray<string> InSection(string page, string heading)
    {
        string text = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", page));
        int start = text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/{page} has no section '{heading}'.");
        int end = text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return Sorted(Row().Matches(text[start..(end < 0 ? text.Length : end)])
            .SelectMany(row => Name().Matches(row.Groups["cell"].Value))
            .Select(name => name.Groups["name"].Value));
    }

    /// <summary>The names that a parser allows, by its own word where it refuses an unknown one; sorted, each once.</summary>
    public static ImmutableArray<string> Allowed(IEnumerable<string> refusals)
    {
        string[] lists = [.. refusals.SelectMany(refusal => List().Matches(refusal)).Select(list => list.Groups["names"].Value)];
        Assert.NotEmpty(lists);
        return Sorted(lists.SelectMany(names => names.Split(", ")).Distinct(StringComparer.Ordinal));
    }

    private static ImmutableArray<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^\| (?<cell>`[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[a-z_.]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"allowed are (?<names>[a-z_]+(?:, [a-z_]+)*)\.")]
    private static partial Regex List();
}
