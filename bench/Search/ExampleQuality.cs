using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Examples;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Search;

namespace PromptIntel.Bench.Search;

/// <summary>A league described in other words than its example, and the example.</summary>
internal sealed record ExampleQuery(string Query, string[] Expected);

/// <summary>Ranks the shipped league examples for the labelled descriptions.</summary>
internal sealed class ExampleQuality(ExampleDocument[] documents, ExampleQuery[] queries)
{
    public ExampleDocument[] Documents => documents;

    public ExampleQuery[] Queries => queries;

    public static async Task<ExampleQuality> ReadAsync(CancellationToken cancellationToken)
    {
        InMemoryLeagueStore store = new();
        LeagueExampleLoader loader = new(store, new JsonSchemaValidator());
        string schema = Path.Combine(ContentPrompts.FindFolder(Path.Combine("content", "schemas")), "league_example.json");
        string folder = ContentPrompts.FindFolder(Path.Combine("content", "examples"));
        LeagueExampleLoad load = await loader.LoadAsync(
            folder, JsonElement.Parse(await File.ReadAllTextAsync(schema, cancellationToken)), cancellationToken);
        LeagueExamplePage all = await store.ListExamplesAsync(new LeagueExampleQuery(Limit: load.Total), cancellationToken);
        string labelled = Path.Combine(ContentPrompts.FindFolder(Path.Combine("bench", "Search")), "examples.jsonl");
        ExampleQuery[] queries =
        [
            .. File.ReadLines(labelled).Select(line => JsonSerializer.Deserialize<ExampleQuery>(line, JsonSerializerOptions.Web)!),
        ];
        return new ExampleQuality([.. all.Items.Select(LeagueExampleSource.ToDocument)], queries);
    }

    /// <summary>The search as it is served.</summary>
    public async Task<Quality> ServedAsync(CancellationToken cancellationToken)
    {
        using ExampleSearch search = new([new FixedExamples(documents)]);
        IExamples examples = (await search.OpenAsync(FixedExamples.Name, cancellationToken))!;
        return Quality.Of(queries.Select(query => Rank(
            examples.Search(query.Query, ImmutableDictionary<string, string>.Empty, documents.Length).Select(hit => hit.Document.Id),
            query)));
    }

    public Quality Textbook()
    {
        TextbookBm25 index = new();
        Array.ForEach(documents, document => index.Add(document.Id, document.Text));
        return Quality.Of(queries.Select(query => Rank(index.Search(query.Query), query)));
    }

    private static int? Rank(IEnumerable<string> ids, ExampleQuery query)
    {
        int place = ids.ToList().FindIndex(query.Expected.Contains);
        return place < 0 ? null : place + 1;
    }
}
