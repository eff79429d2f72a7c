using System.Runtime.CompilerServices;

namespace PromptIntel.Core.Catalog.Includes;

/// <summary>
/// Prompts as they read now: with what everybody gets of the prompts that they include. What was composed is kept for as long as each of
/// those stands as it did, so that a change is in the next answer. Safe for concurrent use.
/// </summary>
public sealed class ComposedPrompts(ICatalogReader catalog)
{
    private readonly ConditionalWeakTable<EntryVersion, ComposedPrompt> _kept = [];

    /// <summary>The prompt itself where it includes nothing.</summary>
    public ComposedPrompt Compose(EntryVersion prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (_kept.TryGetValue(prompt, out ComposedPrompt? kept) && kept.Reads.All(read => ReferenceEquals(Find(read.Key), read.Found)))
        {
            return kept;
        }

        ComposedPrompt composed = PromptComposition.Compose(prompt, Find);
        _kept.AddOrUpdate(prompt, composed);
        return composed;
    }

    /// <summary>How a read by HTTP is answered: the authored version, and what it comes to where it includes others.</summary>
    public CatalogDocument Document(CatalogDocument authored)
    {
        ArgumentNullException.ThrowIfNull(authored);
        return authored.IncludesOthers ? Compose(authored.Version).DocumentOf(authored.Version) : authored;
    }

    private EntryVersion? Find(EntryKey key) => CurrentOf(catalog, key);

    internal static EntryVersion? CurrentOf(ICatalogReader catalog, EntryKey key) =>
        catalog.Find(key) is { IsArchived: false } state ? state.Current : null;
}
