using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Firestore;

/// <summary>
/// Entries of the catalog as documents: what there is and which version everybody gets. A version's content is
/// read from the Api, where it may be cached for ever.
/// </summary>
internal static class FirestoreEntries
{
    public static SyncState ToState(EntryState entry)
    {
        EntryVersion current = entry.Current;
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["namespace"] = entry.Key.Namespace,
            ["name"] = entry.Key.Name,
            ["kind"] = entry.Kind.ToText(),
            ["description"] = current.Description,
            ["tags"] = current.Tags.AsEnumerable(),
            ["version"] = current.Number,
            ["production_version"] = entry.Labels.TryGetValue(VersionSelector.ProductionLabel, out int production)
                ? (object?)production
                : null,
            ["latest_version"] = entry.LatestVersion,
            ["labels"] = entry.Labels.Select(label => KeyValuePair.Create(label.Key, (object?)label.Value)),
            ["content_hash"] = current.ContentHash,
            ["suggestions_count"] = entry.SuggestionsCount,
            ["updated_at"] = entry.UpdatedAt,
            ["archived"] = entry.IsArchived,
        };
        return new SyncState(fields.ToImmutableDictionary(StringComparer.Ordinal), entry.Position);
    }
}
