using System.Collections.Frozen;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Search;

/// <summary>
/// What a version can be filtered by beside place, kind and tags: the variables that it takes, the fields that it answers with, the model
/// that it names. The fields of an output schema that is named, not written out, are those of the schema as it stands.
/// </summary>
public static class SearchFacets
{
    public const string Variables = "variables";
    public const string OutputFields = "output_fields";
    public const string Model = "model";

    /// <summary>Every facet's name.</summary>
    public static FrozenSet<string> Names { get; } = FrozenSet.Create(StringComparer.Ordinal, Variables, OutputFields, Model);

    /// <summary>Whether the version carries the value.</summary>
    internal static bool Carries(ICatalogReader catalog, EntryVersion version, string facet, string value) =>
        Read(catalog, version, version.Body, facet).Contains(value, StringComparer.Ordinal);

    /// <summary>All that the version carries, as <c>facet=value</c>.</summary>
    internal static IEnumerable<string> Of(ICatalogReader catalog, EntryVersion version)
    {
        // Asked of every entry when an index is filled.
        JsonElement body = version.Content.Read();
        return Names.SelectMany(facet => Read(catalog, version, body, facet).Select(value => Tag(facet, value)));
    }

    internal static string Tag(string facet, string value) => $"{facet}={value}";

    private static IEnumerable<string> Read(ICatalogReader catalog, EntryVersion version, JsonElement body, string facet) =>
        version.Kind != EntryKind.Prompt || body.ValueKind != JsonValueKind.Object ? [] : facet switch
        {
            Variables => Properties(body, "variables"),
            OutputFields => body.TryGetProperty("output_schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.String
                ? Named(catalog, version, schema.GetString()!)
                : Properties(body, "output_schema"),
            Model when body.TryGetProperty("model", out JsonElement model) && model.ValueKind == JsonValueKind.String =>
                [model.GetString()!],
            _ => [],
        };

    private static IEnumerable<string> Named(ICatalogReader catalog, EntryVersion version, string reference) =>
        EntryKey.TryParse(reference.Split('@')[0], version.Key.Namespace, out EntryKey key)
            && catalog.Find(key) is { IsArchived: false } schema
            ? PropertyNames(schema.Current.Body)
            : [];

    private static IEnumerable<string> Properties(JsonElement body, string field) =>
        body.TryGetProperty(field, out JsonElement schema) ? PropertyNames(schema) : [];

    private static IEnumerable<string> PropertyNames(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out JsonElement properties) &&
        properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(property => property.Name)
            : [];
}
