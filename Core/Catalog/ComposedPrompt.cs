using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog;

/// <summary>A prompt with the texts that it includes in their places. Immutable.</summary>
/// <param name="Version">
/// As it is rendered: no tag that includes is left, the included prompts' variables are its own, and the content hash covers all of it.
/// Number and key are those of the prompt. The version itself where it includes nothing, or where there are errors.
/// </param>
/// <param name="Included">The versions that were put in place, by key.</param>
/// <param name="Errors">Why it cannot be put together, with line and column; empty when it can.</param>
public sealed record ComposedPrompt(EntryVersion Version, ImmutableArray<EntryVersion> Included, ImmutableArray<EntryError> Errors)
{
    private CatalogDocument? _document;

    /// <summary>Every entry that was looked up with what was found; null for nothing.</summary>
    internal ImmutableArray<(EntryKey Key, EntryVersion? Found)> Reads { get; init; } = [];

    /// <summary>The answer to a read of <paramref name="authored"/>, which this was composed of; made once.</summary>
    internal CatalogDocument DocumentOf(EntryVersion authored) => _document ??= new CatalogDocument(authored, this);
}
