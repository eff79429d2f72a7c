using PromptIntel.Api.Hosting;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Catalog;

/// <summary>What of the catalog is listed; null lets everything through.</summary>
internal sealed record CatalogFilter(string? Namespace, string? Kind, string? Tag);

/// <summary>The catalog by namespace and name, of one moment.</summary>
internal static class CatalogListing
{
    public static CatalogResponse Of(EntrySet entries, CatalogQuestion question)
    {
        (CatalogFilter filter, string after, int? limit) = question;
        List<EntryState> matching = [.. Matching(entries, filter).OrderBy(state => state.Key)];
        List<EntryState> page = [.. matching.Where(state => after.Length == 0 || string.CompareOrdinal(state.Key.ToString(), after) > 0)];
        string? next = limit < page.Count ? Cursor.Encode(page[limit.Value - 1].Key.ToString()) : null;
        var byNamespace = new SortedDictionary<string, List<CatalogItem>>(StringComparer.Ordinal);

        foreach (EntryState state in page.Take(limit ?? page.Count))
        {
            if (!byNamespace.TryGetValue(state.Key.Namespace, out List<CatalogItem>? items))
            {
                byNamespace[state.Key.Namespace] = items = [];
            }

            items.Add(ToItem(state));
        }

        return new CatalogResponse("success", byNamespace, matching.Count, next);
    }

    public static IEnumerable<EntryState> Matching(EntrySet entries, CatalogFilter filter) =>
        entries.Where(state =>
            (filter.Namespace is null || state.Key.Namespace == filter.Namespace)
            && (filter.Kind is null || state.Kind.ToText() == filter.Kind)
            && (filter.Tag is null || state.Current.Tags.Contains(filter.Tag)));

    public static CatalogItem ToItem(EntryState state)
    {
        EntryVersion current = state.Current;
        return new CatalogItem(
            state.Key.Name, state.Key.Namespace, state.Kind.ToText(), current.Number, current.Description, current.Tags,
            LabelsOf(state, current.Number), state.SuggestionsCount, state.UpdatedAt);
    }

    /// <summary>The labels that point to a version, <c>latest</c> among them, in alphabetical order.</summary>
    public static IReadOnlyList<string> LabelsOf(EntryState state, int version) =>
    [
        .. state.Labels.Where(label => label.Value == version).Select(label => label.Key)
            .Concat(state.LatestVersion == version ? [VersionSelector.LatestLabel] : [])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every label with its version, the automatic <c>latest</c> too, in alphabetical order.</summary>
    public static SortedDictionary<string, int> AllLabels(EntryState state) =>
        new(state.Labels, StringComparer.Ordinal) { [VersionSelector.LatestLabel] = state.LatestVersion };
}
