using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Search;

/// <summary>How a version is known to a vector index: <c>namespace/name@version</c>, with what a query may filter by.</summary>
internal static class EntryElement
{
    private const string NamespaceField = "namespace";
    private const string KindField = "kind";

    // What thousands of elements say alike, once.
    private static readonly BoundedCache<string, ImmutableDictionary<string, string>> Places = new(1_000);

    public static string Id(EntryKey key, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.Namespace}/{key.Name}@{version}");

    public static VectorElement Of(ICatalogReader catalog, EntryVersion version, ReadOnlyMemory<float> vector) => new(
        Id(version.Key, version.Number),
        vector,
        FieldsOf(version.Key.Namespace, version.Kind.ToString()),
        SearchFacets.Of(catalog, version).ToArray() is { Length: > 0 } facets ? [.. version.Tags, .. facets] : version.Tags);

    public static VectorFilter Filter(SearchQuery query)
    {
        var fields = ImmutableDictionary<string, string>.Empty;
        if (query.Namespace is { } space)
        {
            fields = fields.Add(NamespaceField, space);
        }

        if (query.Kind is { } kind)
        {
            fields = fields.Add(KindField, kind.ToString());
        }

        var facets = query.Facets.SelectMany(facet => facet.Value.Select(value => SearchFacets.Tag(facet.Key, value)));
        return new VectorFilter(fields, [.. query.Tags, .. facets]);
    }

    private static ImmutableDictionary<string, string> FieldsOf(string space, string kind)
    {
        string place = $"{space}/{kind}";
        return Places.TryGet(place, out ImmutableDictionary<string, string>? fields)
            ? fields
            : Places.Add(place, ImmutableDictionary<string, string>.Empty.Add(NamespaceField, space).Add(KindField, kind));
    }

    /// <summary>The catalog's version of that id; null when the catalog holds another one now, or none that is listed.</summary>
    public static EntryVersion? Resolve(ICatalogReader catalog, string id) =>
        TryRead(id, out EntryKey key, out int version) ? Resolve(catalog, key, version) : null;

    public static EntryVersion? Resolve(ICatalogReader catalog, EntryKey key, int version) =>
        catalog.Find(key) is { IsArchived: false } state && state.Current is var current && current.Number == version ? current : null;

    /// <summary>
    /// Whether nobody finds that version any more. Not of one that another process wrote and this one's catalog has not heard of yet.
    /// </summary>
    public static bool IsSuperseded(ICatalogReader catalog, string id) =>
        !TryRead(id, out EntryKey key, out int version)
            || (catalog.Find(key) is { } state && version <= state.LatestVersion && Resolve(catalog, key, version) is null);

    private static bool TryRead(string id, out EntryKey key, out int version)
    {
        (key, version) = (default, 0);
        int at = id.LastIndexOf('@');
        return at > 0
            && EntryKey.TryParse(id[..at], null, out key)
            && int.TryParse(id.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}
