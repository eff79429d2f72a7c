using PromptIntel.Core.Catalog;
using PromptIntel.Core.Concurrency;

namespace PromptIntel.Api.Catalog;

/// <summary>One list, asked for in one way.</summary>
/// <param name="After">The key behind which the page begins; empty for the first page.</param>
internal readonly record struct CatalogQuestion(CatalogFilter Filter, string After, int? Limit);

/// <summary>
/// The lists of the catalog, each made once a question and change: they stand under the very set of entries that they were made of, so a
/// list is never older than what a read of an entry gives. Safe for concurrent use.
/// </summary>
internal sealed class CatalogLists(PromptCatalog catalog)
{
    private const int MostLists = 64;
    private const long MostBytes = 32_000_000;

    private readonly Lock _making = new();
    private Made _made = new(EntrySet.Empty);

    public ListDocument Get(CatalogQuestion question)
    {
        EntrySet entries = catalog.Entries;

        if (Volatile.Read(ref _made) is var made && made.Of == entries && made.Lists.TryGet(question, out ListDocument? list))
        {
            return list;
        }

        // One at a time: those who ask after the same change wait for the first of them instead of doing its work again.
        lock (_making)
        {
            if (_made.Of != entries)
            {
                Volatile.Write(ref _made, new Made(entries));
            }

            return _made.Lists.TryGet(question, out list)
                ? list
                : _made.Lists.Add(question, new ListDocument(CatalogListing.Of(entries, question)));
        }
    }

    private sealed class Made(EntrySet of)
    {
        public EntrySet Of => of;

        public BoundedCache<CatalogQuestion, ListDocument> Lists { get; } = new(MostLists, MostBytes, static list => list.Size);
    }
}
