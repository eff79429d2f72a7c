using System.Text.Json;

using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Examples;
using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Tests.Leagues;

public sealed class LeagueExampleLoaderTests
{
    private static readonly JsonElement Schema = JsonElement.Parse(
        File.ReadAllText(Path.Combine(ShippedContent.Root, "schemas", "league_example.json")));

    private readonly InMemoryLeagueStore _store = new();
    private LeagueExampleLoader Loader => new(_store, new JsonSchemaValidator());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_OfTheShippedExamples_HasNoErrorCoversTheRangeAndIsIdempotent()
    {
        string directory = Path.Combine(ShippedContent.Root, "examples");

        LeagueExampleLoad first = await Loader.LoadAsync(directory, Schema, Cancel);
        LeagueExampleLoad second = await Loader.LoadAsync(directory, Schema, Cancel);

        Assert.Empty(first.Errors);
        Assert.True(first.Written >= 120, $"{first.Written} examples");
        Assert.Equal((0, first.Total), (second.Written, second.Total));
        Assert.Equal(first.Total, (await new LeagueExampleSource(_store).ReadAsync(Cancel)).Count);
        IReadOnlyList<LeagueExampleCount> counts = await _store.CountExamplesAsync(Cancel);
        Assert.True(counts.Select(count => count.Sport).Distinct().Count() >= 12);
        Assert.Equal(4, counts.Select(count => count.Tier).Distinct().Count());
    }

    [Fact]
    public async Task Load_WhenALineIsWrong_ReportsItAndKeepsTheOthers()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("promptintel-examples-");
        try
        {
            string good = (await File.ReadAllLinesAsync(Path.Combine(ShippedContent.Root, "examples", "league_examples.jsonl"), Cancel))[0];
            await File.WriteAllLinesAsync(Path.Combine(directory.FullName, "a.jsonl"), [good, "{", "", """{"id":"x-1"}""", good], Cancel);

            LeagueExampleLoad load = await Loader.LoadAsync(directory.FullName, Schema, Cancel);

            Assert.Equal(1, load.Written);
            Assert.Equal([2, 4, 5], load.Errors.Select(error => error.Line));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Load_WhenOnlyTheSchemaChanged_ChecksWhatIsStoredAgain()
    {
        string directory = Path.Combine(ShippedContent.Root, "examples");
        LeagueExampleLoad first = await Loader.LoadAsync(directory, Schema, Cancel);

        LeagueExampleLoad refused = await Loader.LoadAsync(directory, JsonElement.Parse("""{"required":["no_such_field"]}"""), Cancel);

        Assert.Equal(first.Total, refused.Errors.Length);
        Assert.Equal((0, first.Total), (refused.Written, refused.Total));
    }

    [Fact]
    public async Task Load_WhenTheDirectoryIsMissing_HoldsNothing() =>
        Assert.Equal(0, (await Loader.LoadAsync(Path.Combine(Path.GetTempPath(), "no-such-examples"), Schema, Cancel)).Total);
}
