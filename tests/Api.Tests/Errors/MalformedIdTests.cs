using System.Net;

namespace PromptIntel.Api.Tests.Errors;

public class MalformedIdTests(ApiHost host)
{
    private const string Known = "018f0000-0000-7000-8000-000000000000";

    private readonly HttpClient _client = host.CreateClient();

    [Theory]
    [InlineData("GET", "/api/executions/abc", "execution_not_found")]
    [InlineData("GET", "/api/executions/1", "execution_not_found")]
    [InlineData("GET", "/api/executions/018f0000-0000-7000-8000-00000000000", "execution_not_found")]
    [InlineData("GET", "/api/executions/..%2Fprompts", "execution_not_found")]
    [InlineData("GET", "/api/executions/abc/events?after=1", "execution_not_found")]
    [InlineData("GET", "/api/executions/abc/artifacts/contract.html", "execution_not_found")]
    [InlineData("POST", "/api/executions/abc/cancel", "execution_not_found")]
    [InlineData("POST", "/api/executions/abc/resume", "execution_not_found")]
    [InlineData("POST", "/api/executions/abc/fork", "execution_not_found")]
    [InlineData("POST", "/api/executions/abc/stages/review/approve", "execution_not_found")]
    [InlineData("POST", "/api/executions/abc/stages/review/reject", "execution_not_found")]
    [InlineData("GET", "/api/batches/abc", "batch_not_found")]
    [InlineData("GET", "/api/batches/abc/items", "batch_not_found")]
    [InlineData("GET", "/api/batches/abc/events", "batch_not_found")]
    [InlineData("POST", "/api/batches/abc/cancel", "batch_not_found")]
    [InlineData("POST", "/api/batches/abc/resume", "batch_not_found")]
    [InlineData("GET", "/api/leagues/records/abc", "league_record_not_found")]
    [InlineData("GET", "/api/leagues/contracts/abc", "league_record_not_found")]
    [InlineData("GET", "/api/ops/jobs/prune/runs/abc", "job_run_not_found")]
    [InlineData("POST", "/api/prompts/general/none/suggestions/abc/accept", "suggestion_not_found")]
    [InlineData("GET", $"/api/executions/{Known}", "execution_not_found")]
    [InlineData("GET", $"/api/batches/{Known}", "batch_not_found")]
    [InlineData("GET", $"/api/executions/{Known}/nothing", "route_not_found")]
    [InlineData("GET", "/api/execution/abc", "route_not_found")]
    public async Task Path_WhenItsIdIsNone_SaysWhatWasNotFound(string method, string path, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, code);
    }
}
