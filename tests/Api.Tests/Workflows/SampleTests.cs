using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

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

    private async Task<List<JsonElement>> ListAsync() =>
        [.. (await _client.GetFromJsonAsync<JsonElement>("/api/samples", Token)).GetProperty("items").EnumerateArray()];
}
