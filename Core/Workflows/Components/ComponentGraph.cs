using System.Collections.Immutable;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows.Components;

/// <summary>Who uses whom, of one moment of the catalog. Immutable.</summary>
internal sealed class ComponentGraph
{
    private readonly Dictionary<EntryKey, ImmutableArray<ComponentUse>> _uses = [];
    private readonly Dictionary<EntryKey, SortedSet<EntryKey>> _usedBy = [];

    public ComponentGraph(
        EntrySet entries, Func<EntryKey, bool> isThere, Func<EntryVersion, ImmutableArray<ComponentReferences.Reference>> referencesOf)
    {
        foreach (EntryState state in entries)
        {
            ImmutableArray<ComponentUse> uses =
            [
                .. referencesOf(state.Current)
                    .SelectMany(reference => Meant(reference, entries, isThere).Select(key => (Key: key, reference.Stage)))
                    .GroupBy(one => one.Key)
                    .Select(group => new ComponentUse(group.Key, [.. group.Select(one => one.Stage).OfType<string>()])),
            ];

            if (uses.IsEmpty)
            {
                continue;
            }

            _uses[state.Key] = uses;

            foreach (ComponentUse use in uses)
            {
                if (!_usedBy.TryGetValue(use.Key, out SortedSet<EntryKey>? users))
                {
                    _usedBy[use.Key] = users = [];
                }

                users.Add(state.Key);
            }
        }
    }

    public ImmutableArray<ComponentUse> UsesOf(EntryKey key) => _uses.GetValueOrDefault(key, []);

    /// <summary>By key.</summary>
    public IReadOnlyCollection<EntryKey> UsersOf(EntryKey key) => _usedBy.TryGetValue(key, out SortedSet<EntryKey>? users) ? users : [];

    private static IEnumerable<EntryKey> Meant(ComponentReferences.Reference reference, EntrySet entries, Func<EntryKey, bool> isThere) =>
        reference.Tagged is { } tagged
            ? entries.Matching(tagged).Select(state => state.Key)
            : reference.Candidates.Where(isThere).Take(1);
}
