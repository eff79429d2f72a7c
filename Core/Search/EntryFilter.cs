using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Search;

/// <summary>
/// What a query asks of an entry beside its words. A search asks it of every entry that has one of the words, so nothing is allocated
/// for an entry unless a facet is asked for.
/// </summary>
internal sealed class EntryFilter(ICatalogReader catalog, SearchQuery query)
{
    private readonly (string Facet, string Value)[] _facets =
        query.Facets.IsEmpty ? [] : [.. query.Facets.SelectMany(facet => facet.Value.Select(value => (facet.Key, value)))];

    /// <summary>Whether every entry passes.</summary>
    public bool IsEmpty => query.Namespace is null && query.Kind is null && query.Tags.IsDefaultOrEmpty && _facets.Length == 0;

    public bool Passes(EntryVersion version)
    {
        if ((query.Namespace is { } space && version.Key.Namespace != space) || (query.Kind is { } kind && version.Kind != kind))
        {
            return false;
        }

        if (!query.Tags.IsDefaultOrEmpty)
        {
            foreach (string tag in query.Tags)
            {
                if (!version.Tags.Contains(tag))
                {
                    return false;
                }
            }
        }

        foreach ((string facet, string value) in _facets)
        {
            if (!SearchFacets.Carries(catalog, version, facet, value))
            {
                return false;
            }
        }

        return true;
    }
}
