using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Bench.Search;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Core.Tests.Search;

/// <summary>A catalog in memory with search over it.</summary>
internal sealed class SearchFixture
{
    public SearchFixture(params EntryState[] entries)
    {
        Catalog = new FixedCatalog(entries);
        (Search, Library) = SearchQuality.Build(Catalog);
    }

    public FixedCatalog Catalog { get; }

    public PromptSearch Search { get; }

    public EmbeddingLibrary Library { get; }

    public static EntryState Entry(string key, string description, string body = "", int version = 1, params string[] tags)
    {
        EntryKey parsed = EntryKey.TryParse(key, null, out EntryKey found) ? found : throw new ArgumentException(key);
        ImmutableArray<string> carried = [.. tags];
        return ContentPrompts.State(
            parsed, description, carried, JsonSerializer.SerializeToElement(new { messages = new[] { new { content = body } } }), version);
    }

    /// <summary>Entries enough to learn from: pairs of topics whose words keep the same company.</summary>
    public static EntryState[] Topics(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => (i % 3) switch
        {
            0 => Entry(
                $"general/invoice-{i}", "Check an invoice", $"Compare the amount, the supplier and the tax of bill {i} with the order."),
            1 => Entry($"general/travel-{i}", "Plan a journey", $"Book the train, the hotel and the ticket for trip {i} to the city."),
            _ => Entry(
                $"legal/clause-{i}",
                "Review a clause",
                $"Compare the liability, the indemnity and the term of agreement {i} with the template."),
        }),
    ];

    public async Task<string[]> NamesAsync(string text, CancellationToken cancellationToken) =>
        [.. (await Search.SearchAsync(new SearchQuery { Text = text }, cancellationToken)).Hits.Select(hit => hit.Version.Key.Name)];
}
