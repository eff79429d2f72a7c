namespace PromptIntel.Core.Search;

/// <summary>
/// Hybrid search over the catalog's current versions. Words follow the catalog at once: a change that was applied is found by the next
/// search. Vectors follow when <see cref="EmbeddingLibrary.EmbedPendingAsync"/> ran. Safe for concurrent use; a search takes no lock.
/// </summary>
public sealed class PromptSearch
{
    /// <summary>
    /// Searches. A text without a word that can be searched for gives the first entries by name that pass the filters, without highlights.
    /// Only archived, missing or superseded versions are left out; the answer holds exactly what the catalog holds.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Being filled in.")]
    public Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();
}
