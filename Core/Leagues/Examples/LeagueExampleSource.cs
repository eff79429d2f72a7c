using System.Collections.Immutable;

using PromptIntel.Core.Search;

namespace PromptIntel.Core.Leagues.Examples;

/// <summary>The collection <c>league_examples</c>: every example league that is stored.</summary>
public sealed class LeagueExampleSource(ILeagueStore store) : IExampleSource
{
    private const string Name = "league_examples";
    private const int PageSize = 500;

    public string Collection => Name;

    public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => store.ReadExamplesRevisionAsync(cancellationToken);

    public async Task<IReadOnlyCollection<ExampleDocument>> ReadAsync(CancellationToken cancellationToken)
    {
        var documents = new List<ExampleDocument>();
        LeagueExamplePage page;
        string? after = null;

        do
        {
            page = await store.ListExamplesAsync(new LeagueExampleQuery(After: after, Limit: PageSize), cancellationToken);
            documents.AddRange(page.Items.Select(ToDocument));
            after = page.NextCursor;
        }
        while (after is not null);

        return documents;
    }

    internal static ExampleDocument ToDocument(LeagueExample example) => new(
        example.Id,
        Name,
        string.Join(". ", new[] { example.LeagueName, example.Sport, example.SportBucket, example.Value.GetText("summary"), string.Join(
            ", ", new LeagueFacts(example.Value).List("data_feeds")) }),
        ImmutableDictionary<string, string>.Empty
            .Add("sport", example.Sport)
            .Add("sport_bucket", example.SportBucket)
            .Add("tier", example.Tier)
            .Add("region", example.Region),
        example.Value);
}
