using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Pages.Catalog;

/// <summary>An entry as the catalog's list has it.</summary>
internal sealed record CatalogItem(
    string Name, string Namespace, string Kind, int Version, string Description, IReadOnlyList<string> Tags, IReadOnlyList<string> Labels,
    int SuggestionsCount, DateTimeOffset UpdatedAt)
{
    public EntryRow Row => new(Namespace, Name, Kind, Version, SuggestionsCount);
}

/// <summary>What a row says first of an entry.</summary>
public sealed record EntryRow(string Namespace, string Name, string Kind, int Version, int SuggestionsCount);

internal sealed record CatalogList(Dictionary<string, List<CatalogItem>> Catalog, int Total);

internal sealed record FoundItem(
    string Name, string Namespace, string Kind, int Version, string Description, IReadOnlyList<string> Highlights)
{
    public EntryRow Row => new(Namespace, Name, Kind, Version, 0);
}

internal sealed record FoundList(IReadOnlyList<FoundItem> Results, int Total);

/// <summary>What a person narrows the catalog down to; null or empty for everything.</summary>
internal sealed record CatalogQuestion(string Text, string? Namespace, string? Kind, string? Tag)
{
    private const int MostFound = 20;

    public bool IsSearch => !string.IsNullOrWhiteSpace(Text);

    public bool IsNarrow => !string.IsNullOrEmpty(Namespace) || !string.IsNullOrEmpty(Kind) || !string.IsNullOrEmpty(Tag);

    public bool Holds(CatalogItem item) =>
        (Namespace is null || item.Namespace == Namespace)
        && (Kind is null || item.Kind == Kind)
        && (Tag is null || item.Tags.Contains(Tag));

    public OwnRequest ToSearch() => new("SearchPrompts")
    {
        Body = ConsoleApi.Body(new
        {
            query = Text,
            @namespace = Namespace,
            kind = Kind,
            tags = Tag is null ? [] : new[] { Tag },
            limit = MostFound,
        }),
    };

    public OwnRequest ToFirstRows(int limit) => new("ListCatalog")
    {
        Query = { ["namespace"] = Namespace, ["kind"] = Kind, ["tag"] = Tag, ["limit"] = limit.ToString(CultureInfo.InvariantCulture) },
    };

    /// <summary>The address that shows the same to somebody else.</summary>
    public string ToAddress()
    {
        IEnumerable<string> parts = new[] { ("q", Text), ("namespace", Namespace), ("kind", Kind), ("tag", Tag) }
            .Where(part => !string.IsNullOrEmpty(part.Item2))
            .Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}");
        return string.Join('&', parts) is { Length: > 0 } query ? $"/catalog?{query}" : "/catalog";
    }

    /// <summary>Values with how many entries have each, the most frequent first.</summary>
    public static ImmutableArray<(string Value, int Count)> Count(IEnumerable<string> values) =>
        [.. values.CountBy(value => value).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (pair.Key, pair.Value))];
}
