using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>What an entry was: versions, differences, suggestions. Reads the store.</summary>
public sealed class CatalogHistory(ICatalogReader catalog, ICatalogStore store)
{
    /// <summary>Newest first, those below <paramref name="before"/>; empty for an unknown entry.</summary>
    public Task<IReadOnlyList<EntryVersion>> VersionsAsync(EntryKey key, int? before, int limit, CancellationToken cancellationToken) =>
        store.ReadVersionsAsync(key, before, limit, cancellationToken);

    /// <summary>Null when either version does not exist.</summary>
    public async Task<VersionDiff?> DiffAsync(EntryKey key, VersionSelector from, VersionSelector to, CancellationToken cancellationToken)
    {
        EntryVersion? older = await catalog.GetAsync(key, from, cancellationToken);
        EntryVersion? newer = await catalog.GetAsync(key, to, cancellationToken);
        return older is null || newer is null
            ? null
            : new VersionDiff(
                older.Number,
                newer.Number,
                ChangedFields(older, newer),
                LineDiff.Compare(AuthoredText.Write(older), AuthoredText.Write(newer)));
    }

    public Task<IReadOnlyList<Suggestion>> SuggestionsAsync(EntryKey key, SuggestionStatus? status, CancellationToken cancellationToken) =>
        store.ReadSuggestionsAsync(key, status, cancellationToken);

    private static ImmutableArray<string> ChangedFields(EntryVersion older, EntryVersion newer)
    {
        var changed = ImmutableArray.CreateBuilder<string>();
        if (older.Description != newer.Description)
        {
            changed.Add("description");
        }

        if (!older.Tags.AsSpan().SequenceEqual(newer.Tags.AsSpan()))
        {
            changed.Add("tags");
        }

        // Old versions of an imported history come as they are.
        if (older.Body.ValueKind != JsonValueKind.Object || newer.Body.ValueKind != JsonValueKind.Object)
        {
            if (!JsonElement.DeepEquals(older.Body, newer.Body))
            {
                changed.Add("content");
            }

            return changed.ToImmutable();
        }

        foreach (string name in older.Body.EnumerateObject().Concat(newer.Body.EnumerateObject()).Select(field => field.Name).Distinct())
        {
            bool wasThere = older.Body.TryGetProperty(name, out JsonElement before);
            bool isThere = newer.Body.TryGetProperty(name, out JsonElement after);
            if (wasThere != isThere || !JsonElement.DeepEquals(before, after))
            {
                changed.Add(name);
            }
        }

        return changed.ToImmutable();
    }
}

/// <param name="ChangedFields">Top-level fields that differ: <c>description</c>, <c>tags</c>, or a field of the body.</param>
/// <param name="Lines">The authored text of both, line by line.</param>
public sealed record VersionDiff(int From, int To, ImmutableArray<string> ChangedFields, ImmutableArray<DiffLine> Lines);

/// <param name="Change">Unchanged, added in the newer text, or removed from the older.</param>
public sealed record DiffLine(DiffChange Change, string Text);

public enum DiffChange
{
    Unchanged,
    Removed,
    Added,
}
