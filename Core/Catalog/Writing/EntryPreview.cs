using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>What a content would come to as the next version of an entry. Nothing was written.</summary>
/// <param name="Version">Under the number that it would get; null when it cannot be read.</param>
/// <param name="Errors">Why it would be refused, each with its place; empty when it would be written.</param>
/// <param name="Assumed">What it leaves out and would be taken for granted.</param>
public sealed record EntryPreview(EntryVersion? Version, ImmutableArray<EntryError> Errors, ImmutableArray<string> Assumed)
{
    /// <summary>What this caller may not name; then the rest says nothing. Null when there is no such thing.</summary>
    public WriteResult.ReferenceOutOfScope? OutOfScope { get; init; }
}
