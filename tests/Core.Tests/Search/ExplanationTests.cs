using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Bench.Search;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Core.Tests.Search;

/// <summary>Why a hit is one, and what hits are filtered by.</summary>
public sealed class ExplanationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Explanation_AddsUpToTheScore()
    {
        SearchFixture fixture = new(SearchFixture.Topics(30));
        await fixture.Library.RebuildAsync(Cancel);

        SearchAnswer answer = await fixture.Search.SearchAsync(
            new SearchQuery { Text = "taxes of suppliers and zebras", Limit = 30, Explain = true }, Cancel);

        Assert.NotEmpty(answer.Hits);
        Assert.All(answer.Hits, hit =>
        {
            SearchExplanation why = hit.Explanation!;
            double sum = (why.WordsWeight * why.Words) + (why.CosineWeight * Math.Max(0, why.Cosine ?? 0));
            double score = sum / (why.WordsWeight + why.CosineWeight);
            Assert.Equal(hit.Score, score, 1e-6);
            Assert.Equal(1, why.Terms.Sum(term => term.Weight), 1e-5);
            Assert.Equal(why.Words, why.Terms.Sum(term => term.Weight * term.Impact), 1e-5);
            Assert.Equal(["taxes", "tax", "suppliers", "suppli", "zebras", "zebra"], why.Terms.Select(term => term.Term));
            Assert.Equal([false, true, false, true, false, true], why.Terms.Select(term => term.IsStem));
            Assert.Equal(0, why.Terms[^1].Impact);
        });
        Assert.Contains(answer.Hits, hit => hit.Explanation!.Cosine > 0);
    }

    [Fact]
    public async Task Explanation_ByWordsAlone_HasNoCosine()
    {
        SearchFixture fixture = new(SearchFixture.Entry("general/greeting", "Say hello"));

        SearchAnswer answer = await fixture.Search.SearchAsync(new SearchQuery { Text = "hello", Explain = true }, Cancel);
        SearchAnswer unasked = await fixture.Search.SearchAsync(new SearchQuery { Text = "hello" }, Cancel);

        Assert.Equal((null, 0), (answer.Hits[0].Explanation!.Cosine, answer.Hits[0].Explanation!.CosineWeight));
        Assert.Null(unasked.Hits[0].Explanation);
    }

    [Theory]
    [InlineData(SearchFacets.Variables, "amount", "inline,named")]
    [InlineData(SearchFacets.Variables, "supplier", "inline")]
    [InlineData(SearchFacets.OutputFields, "total", "inline")]
    [InlineData(SearchFacets.OutputFields, "league_name", "named")]
    [InlineData(SearchFacets.Model, "local/small", "inline")]
    [InlineData(SearchFacets.Model, "local", "")]
    public async Task Facet_LetsThroughWhatCarriesTheValue_ByWordsAndByVectors(string facet, string value, string names)
    {
        SearchFixture fixture = new(
            Prompt("inline", new
            {
                model = "local/small",
                variables = new { type = "object", properties = new { amount = new { }, supplier = new { } } },
                output_schema = new { type = "object", properties = new { total = new { } } },
            }),
            Prompt("named", new { variables = new { properties = new { amount = new { } } }, output_schema = "schemas/league" }),
            Prompt("plain", new { }),
            Schema("schemas/league", new { type = "object", properties = new { league_name = new { } } }));
        await fixture.Library.RebuildAsync(Cancel);

        var facets = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(facet, [value]);
        SearchAnswer answer = await fixture.Search.SearchAsync(new SearchQuery { Text = "check the bill", Facets = facets }, Cancel);

        Assert.True(answer.UsedVectors);
        Assert.Equal(names, string.Join(',', answer.Hits.Select(hit => hit.Version.Key.Name).Order()));
    }

    [Theory]
    [InlineData("supplier amounts", "inline")]
    [InlineData("small local model", "inline")]
    public async Task Variables_AndModel_AreFoundAsWords(string text, string name)
    {
        SearchFixture fixture = new(
            Prompt("inline", new { model = "local/small", variables = new { properties = new { supplier_amount = new { } } } }),
            Prompt("plain", new { }));

        Assert.Equal(name, (await fixture.NamesAsync(text, Cancel))[0]);
    }

    private static EntryState Prompt(string name, object body) => ContentPrompts.State(
        new EntryKey("general", name), "Check the bill", [], JsonSerializer.SerializeToElement(body));

    private static EntryState Schema(string key, object body)
    {
        EntryState state = ContentPrompts.State(
            new EntryKey(key.Split('/')[0], key.Split('/')[1]), "", [], JsonSerializer.SerializeToElement(body));
        return state with { Kind = EntryKind.Schema };
    }
}
