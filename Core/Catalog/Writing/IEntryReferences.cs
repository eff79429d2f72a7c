namespace PromptIntel.Core.Catalog.Writing;

/// <summary>
/// What versions refer to, read off their content. Whoever owns a kind registers how it is read. Shared: safe for concurrent use; never
/// fetches anything.
/// </summary>
public interface IEntryReferences
{
    /// <summary>
    /// The entries that the version names itself, there or not: of a name without a namespace the one that it means in this catalog. All
    /// entries of a namespace with a tag are one, of the tag's name. None of a version that cannot be read.
    /// </summary>
    IEnumerable<EntryKey> Of(EntryVersion version, ICatalogReader catalog);
}
