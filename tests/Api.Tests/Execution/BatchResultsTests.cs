using System.Globalization;
using System.Net;
using System.Text.Json;

using CsvHelper;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

public sealed class BatchResultsTests(BatchResultsTests.SmallAnswers host) : IClassFixture<BatchResultsTests.SmallAnswers>
{
    private readonly WorkflowClient _client = new(host.CreateClient());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_WithOutputsBeyondTheLimit_LeavesThemOut_AndNamesTheStream()
    {
        string text = await _client.SampleAsync();

        JsonElement answer = await BatchAsync(text, WorkflowClient.Blank);

        Assert.Equal("partial", answer.GetProperty("status").GetString());
        Assert.All(answer.GetProperty("results").EnumerateArray(), item => Assert.False(item.TryGetProperty("output", out _)));
        Assert.Equal("failed", answer.GetProperty("results")[1].GetProperty("status").GetString());
        string[] lines = await LinesAsync(answer.GetProperty("results_url").GetString()!);
        Assert.Equal([0, 1], lines.Select(line => JsonElement.Parse(line).GetProperty("index").GetInt32()));
        Assert.True(JsonElement.Parse(lines[0]).GetProperty("output").TryGetProperty("league_name", out _));
    }

    [Fact]
    public async Task Results_AreTheItemsInOrder_PageAfterPage()
    {
        JsonElement answer = await BatchAsync([.. Enumerable.Repeat(WorkflowClient.Blank, 40)]);

        string[] lines = await LinesAsync($"/api/batches/{answer.GetProperty("batch_id").GetString()}/results?format=jsonl");

        Assert.Equal(Enumerable.Range(0, 40), lines.Select(line => JsonElement.Parse(line).GetProperty("index").GetInt32()));
        Assert.All(lines, line => Assert.Equal("failed", JsonElement.Parse(line).GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Results_AsCsv_HaveAColumnForEachFieldOfTheOutput()
    {
        JsonElement answer = await BatchAsync(await _client.SampleAsync(), WorkflowClient.Blank);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/batches/{answer.GetProperty("batch_id").GetString()}/results");
        request.Headers.Accept.ParseAdd("text/csv");

        using HttpResponseMessage response = await _client.Http.SendAsync(request, Token);

        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        using var csv = new CsvReader(new StringReader(await response.Content.ReadAsStringAsync(Token)), CultureInfo.InvariantCulture);
        Assert.True(csv.Read() && csv.ReadHeader() && csv.Read());
        Assert.Equal(("0", "success", ""), (csv.GetField("index"), csv.GetField("status"), csv.GetField("error_code")));
        Assert.NotEmpty(csv.GetField("output.league_name")!);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(csv.GetField("output.facts")!).ValueKind);
        Assert.True(csv.Read());
        Assert.Equal(("failed", "intake", ""), (csv.GetField("status"), csv.GetField("error_stage"), csv.GetField("output.facts")));
        Assert.False(csv.Read());
    }

    [Fact]
    public async Task Results_OfAnUnknownFormatOrBatch_AreRefused()
    {
        Guid none = Guid.CreateVersion7();

        using HttpResponseMessage format = await _client.Http.GetAsync($"/api/batches/{none}/results?format=xml", Token);
        using HttpResponseMessage batch = await _client.Http.GetAsync($"/api/batches/{none}/results", Token);

        await ProblemAssert.IsAsync(format, HttpStatusCode.BadRequest, "invalid_request");
        await ProblemAssert.IsAsync(batch, HttpStatusCode.NotFound, "batch_not_found");
    }

    private Task<JsonElement> BatchAsync(params string[] texts) =>
        _client.BatchAsync(new { workflow = WorkflowClient.Workflow, inputs = texts.Select(WorkflowClient.Input) });

    private async Task<string[]> LinesAsync(string path) =>
        (await _client.Http.GetStringAsync(path, Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>One questionnaire's output is more than an answer may hold.</summary>
    public sealed class SmallAnswers : ApiHost
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("PromptIntel:Api:MaxBatchAnswerBytes", "1024");
        }
    }
}
