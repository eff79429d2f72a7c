using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog;

/// <summary>
/// What a version must fulfil by itself, whatever else the catalog holds: asked before it is stored, before a label points to it, and
/// before it is rendered or executed. Whoever owns a kind registers its rules. Shared: safe for concurrent use; never fetches anything.
/// </summary>
public interface IVersionRule
{
    /// <summary>Everything that is wrong with the version; nothing for kinds that have no rules here.</summary>
    ImmutableArray<EntryError> Check(EntryVersion version);
}
