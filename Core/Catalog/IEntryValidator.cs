using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog;

/// <summary>
/// A rule that a new version must keep, asked before anything is written. Shared: safe for concurrent use. Whoever owns a kind
/// registers its rules; the catalog itself knows bodies, templates and references to schemas.
/// </summary>
public interface IEntryValidator
{
    /// <summary>Gives the reasons to refuse <paramref name="candidate"/>, none when it is fine.</summary>
    /// <param name="candidate">The version as it would be written. Kinds that are none of the validator's business give no errors.</param>
    /// <param name="after">
    /// The catalog as it would be afterwards: the candidate in place, its labels moved. A validator that guards dependents reads them
    /// here and reports those that the candidate would break.
    /// </param>
    ValueTask<ImmutableArray<EntryError>> ValidateAsync(EntryVersion candidate, ICatalogReader after, CancellationToken cancellationToken);
}
