using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// Keeps what callers write who are confined to namespaces from naming entries of others: running it would show them those. What they
/// name may name others in turn, for it was written by somebody who may.
/// </summary>
internal sealed class NamespaceBounds(IEnumerable<IEntryReferences> references)
{
    private readonly ImmutableArray<IEntryReferences> _references = [.. references];

    /// <param name="namespaces">Empty for all of them.</param>
    /// <returns>The plan, or the first name that is out of bounds.</returns>
    public PlannedWrite Check(PlannedWrite plan, ICatalogReader catalog, ImmutableArray<string> namespaces)
    {
        if (namespaces.IsDefaultOrEmpty || plan is not { Change: { } change, Draft: { } draft })
        {
            return plan;
        }

        EntryVersion version = draft.ToVersion(change.Key, 1, VersionSource.Api, change.At, author: null, changeNote: null);
        return _references.SelectMany(one => one.Of(version, catalog)).Where(named => !namespaces.Contains(named.Namespace))
            .Select(named => (PlannedWrite)new WriteResult.ReferenceOutOfScope(named)).FirstOrDefault(plan);
    }
}
