using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Search;

public sealed class SearchEndpointTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    [Fact]
    public async Task Search_WithExplain_SaysWhyAHitIsOne()
    {
        JsonElement answer = await SearchAsync(new { query = "turn meeting notes into actions", limit = 1, explain = true });

        JsonElement hit = answer.GetProperty("results")[0];
        JsonElement why = hit.GetProperty("explanation");
        double words = why.GetProperty("words").GetDouble();
        JsonElement[] terms = [.. why.GetProperty("terms").EnumerateArray()];
        Assert.Equal("summarise_meeting", hit.GetProperty("name").GetString());
        Assert.Equal(words, terms.Sum(term => term.GetProperty("weight").GetDouble() * term.GetProperty("impact").GetDouble()), 1e-4);
        Assert.Contains(terms, term => term.GetProperty("term").GetString() == "meeting" && term.GetProperty("impact").GetDouble() > 0);
        Assert.Equal(1, why.GetProperty("words_weight").GetDouble());
    }

    [Fact]
    public async Task Search_ByFacets_GivesWhatCarriesThemAll()
    {
        string name = await ApiHost.CreatePromptAsync(_client, "Greet {{name}} in Lisbon");

        JsonElement both = await SearchAsync(new { query = "greet lisbon", facets = new { variables = new[] { "name" } } });
        JsonElement none = await SearchAsync(
            new { query = "greet lisbon", facets = new { variables = new[] { "name", "no_such_thing" } } });

        Assert.Contains(both.GetProperty("results").EnumerateArray(), hit => hit.GetProperty("name").GetString() == name);
        Assert.Empty(none.GetProperty("results").EnumerateArray());
    }

    [Fact]
    public async Task Search_ByAnUnknownFacet_IsRefusedByItsName()
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts/search", new { query = "x", facets = new { colour = new[] { "red" } } }, TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.UnprocessableEntity, "unknown_facet");
        Assert.True(problem.GetProperty("errors").TryGetProperty("facets.colour", out _));
    }

    [Theory]
    [InlineData("""{"query":"x","facets":{"model":null}}""")]
    [InlineData("""{"query":"x","facets":{"model":[""]}}""")]
    [InlineData("""{"query":"x","facets":{"model":[null]}}""")]
    public async Task Search_ByFacetsThatAreNone_IsRefused(string body)
    {
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.PostAsync("/api/prompts/search", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private async Task<JsonElement> SearchAsync(object request)
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts/search", request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return await ApiHost.ReadAsync(response);
    }
}
