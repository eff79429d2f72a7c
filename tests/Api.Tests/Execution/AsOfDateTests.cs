using System.Net;
using System.Net.Http.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

public class AsOfDateTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("2026-00-10")]
    [InlineData("2026-04-31")]
    [InlineData("2026-01-00")]
    [InlineData("2026-1-1")]
    [InlineData("01.02.2026")]
    [InlineData("2026/01/01")]
    [InlineData("2026-01-01T00:00:00Z")]
    [InlineData("tomorrow")]
    [InlineData("")]
    public async Task Execute_OnADayThatIsNone_IsRefusedByName(string day)
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts/execute",
            new
            {
                workflow = "questionnaire_to_contract",
                input_data = new { questionnaire_text = "League name: Harbour City Futsal League", as_of_date = day }
            },
            TestContext.Current.CancellationToken);

        Assert.Contains(
            "input_data.as_of_date",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        await ProblemAssert.IsAsync(response, HttpStatusCode.UnprocessableEntity, "invalid_input");
    }
}
