using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Workflows;

/// <summary>Samples are listed with the workflow that each is for.</summary>
public sealed class SampleTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_NameTheirWorkflow_QuestionnairesFirst()
    {
        string[] workflows = [.. (await ListAsync()).Select(sample => sample.GetProperty("workflow").GetString()!)];

        Assert.Equal(
            [
                "questionnaire_to_contract", "contract_review", "email_triage", "league_analysis", "league_onboarding", "pdf_extraction"
            ],
            workflows.Distinct());
        Assert.Equal(workflows.Distinct().SelectMany(name => workflows.Where(name.Equals)), workflows);
        Assert.All(workflows.Distinct(), name => Assert.True(workflows.Count(name.Equals) >= 3, name));
    }

    [Fact]
    public async Task Samples_AreForWorkflowsThatCanRun()
    {
        foreach (string workflow in (await ListAsync()).Select(sample => sample.GetProperty("workflow").GetString()!).Distinct())
        {
            using HttpResponseMessage response = await _client.GetAsync($"/api/workflows/{workflow}", Token);
            Assert.True(response.StatusCode == HttpStatusCode.OK, workflow);
        }
    }

    [Fact]
    public async Task Samples_RunAsTheyStand_TwiceAlike()
    {
        IDictionary<string, string> first = await ShippedSamples.RunAllAsync(_client);
        IDictionary<string, string> second = await ShippedSamples.RunAllAsync(_client);

        // Of the solver, one sample leaves open what is wanted, and one a decision.
        Assert.All(first, answer => Assert.Matches("^(success|waiting), [1-9]", answer.Value));
        Assert.Equal(2, first.Values.Count(answer => answer.StartsWith("waiting", StringComparison.Ordinal)));
        Assert.Equal(first, second);
    }

    private async Task<List<JsonElement>> ListAsync() =>
        [.. (await _client.GetFromJsonAsync<JsonElement>("/api/samples", Token)).GetProperty("items").EnumerateArray()];
}
