using System.Collections.Concurrent;
using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>
/// Finds the recipes and solvers that a change would break. Remembers what each recipe depends on, so that only those are linked again
/// which can come to something else. Safe for concurrent use.
/// </summary>
internal sealed class DependentRecipes(WorkflowLinker linker)
{
    private readonly ConcurrentDictionary<EntryKey, KnownLink> _known = new();

    /// <summary>A recipe that was broken already is not held against the change, nor is one that is a candidate itself.</summary>
    public async ValueTask<ImmutableArray<EntryRefusal>> CheckAsync(CatalogEdit edit, CancellationToken cancellationToken)
    {
        HashSet<(EntryKey, int)> candidates = [.. edit.Candidates.Select(candidate => (candidate.Key, candidate.Number))];
        var refusals = ImmutableArray.CreateBuilder<EntryRefusal>();

        foreach (EntryState recipe in edit.After.Entries.OfKind(EntryKind.Recipe).Concat(edit.After.Entries.OfKind(EntryKind.Solver)))
        {
            if (candidates.Contains((recipe.Key, recipe.Current.Number))
                || edit.Before.Find(recipe.Key) is not { IsArchived: false } standing)
            {
                continue;
            }

            KnownLink known = await FindAsync(standing.Current, edit.Before, cancellationToken);
            EntryKey[] touched = [.. edit.Entries.Select(entry => entry.Key)
                .Distinct()
                .Where(key => known.Reads.Include(key, edit.Before.Find(key), edit.After.Find(key)))];

            if (touched.Length > 0 && known.IsWhole)
            {
                LinkedWorkflow linked = await linker.LinkAsync(recipe.Current, edit.After, cancellationToken);
                refusals.AddRange(
                    from key in touched
                    from error in linked.Errors
                    select new EntryRefusal(key, new EntryError("", $"This would break the {recipe.Kind.ToText()} {recipe.Key}: {error}")));
            }
        }

        return refusals.ToImmutable();
    }

    private async ValueTask<KnownLink> FindAsync(EntryVersion recipe, ICatalogReader catalog, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(recipe.Key, out KnownLink? known)
            && ReferenceEquals(known.Recipe, recipe)
            && known.Reads.StillStand(known.Stand, catalog))
        {
            return known;
        }

        LinkedWorkflow linked = await linker.LinkAsync(recipe, catalog, cancellationToken);
        return _known[recipe.Key] = new KnownLink(recipe, linked.Reads, linked.Reads.Stand(catalog), linked.Errors.IsEmpty);
    }

    private sealed record KnownLink(EntryVersion Recipe, LinkReads Reads, ImmutableArray<EntryState?> Stand, bool IsWhole);
}
