using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

public class BatchUploadTests(ApiHost host)
{
    private const string JsonLines = "application/x-ndjson";
    private const string Csv = "text/csv";

    private readonly WorkflowClient _client = new(host.CreateClient());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_OfJsonLines_RunsEveryLine()
    {
        string text = JsonSerializer.Serialize(WorkflowClient.Input(await _client.SampleAsync()));

        using HttpResponseMessage response = await UploadAsync($"\uFEFF{text}\n\n{text}\r\n{{\"questionnaire_text\":\" \"}}", JsonLines);
        JsonElement batch = await EndAsync(response);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(
            (3, 2, 1),
            (batch.GetProperty("total").GetInt32(), Count(batch, "succeeded"), Count(batch, "failed")));
    }

    [Fact]
    public async Task Upload_OfCsv_TakesMappedColumns_AndQuotedLines()
    {
        string text = (await _client.SampleAsync()).Replace("\"", "\"\"", StringComparison.Ordinal);

        using HttpResponseMessage response = await UploadAsync(
            $"id;Answers\n1;\"{text}\"\n2;\"{text}\"\n", Csv, "&delimiter=;&map.questionnaire_text=Answers&max_parallel=1");
        JsonElement batch = await EndAsync(response);

        Assert.Equal((2, 1), (Count(batch, "succeeded"), batch.GetProperty("max_parallel").GetInt32()));
    }

    [Theory]
    [InlineData(JsonLines, "{\"questionnaire_text\":\"a\"}\n{\"other\":1}\nno\n", "lines[2].questionnaire_text lines[2].other lines[3]")]
    [InlineData(JsonLines, "[1]", "lines[1]")]
    [InlineData(JsonLines, "{\"questionnaire_text\":\"a\",\"questionnaire_text\":\"b\"}", "lines[1]")]
    [InlineData(Csv, "questionnaire_text\n\"a\nb\"\n\"\"\n", "lines[4].questionnaire_text")]
    [InlineData(Csv, "questionnaire_text,x\na\n", "lines[2]")]
    public async Task Upload_WithALineThatIsWrong_IsRefusedByLine_AndLeavesNothing(string type, string content, string fields)
    {
        int before = (await _client.GetAsync("/api/batches")).GetProperty("total").GetInt32();

        using HttpResponseMessage response = await UploadAsync(content, type);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.UnprocessableEntity, "invalid_input");
        string[] named = [.. problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)];
        Assert.All(
            fields.Split(' '),
            field => Assert.Contains(named, name => name == field || name.StartsWith(field, StringComparison.Ordinal)));
        Assert.Equal(before, (await _client.GetAsync("/api/batches")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("&map.questionnaire_text=a", JsonLines, "map.questionnaire_text")]
    [InlineData("&delimiter=;", JsonLines, "delimiter")]
    [InlineData("&delimiter=x", Csv, "delimiter")]
    [InlineData("&max_parallel=0", Csv, "max_parallel")]
    [InlineData("&on_item_error=maybe", Csv, "on_item_error")]
    [InlineData("&nonsense=1", Csv, "nonsense")]
    public async Task Upload_WithSettingsThatAreWrong_IsRefusedByName(string query, string type, string field)
    {
        using HttpResponseMessage response = await UploadAsync("questionnaire_text\n \n", type, query);

        JsonElement problem = await ProblemAssert.IsAsync(
            response, HttpStatusCode.BadRequest, field == "nonsense" ? "unknown_field" : "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task Upload_OfNothing_OfAnotherType_OfAnUnknownWorkflow_IsRefused()
    {
        using HttpResponseMessage nothing = await UploadAsync("", JsonLines);
        using HttpResponseMessage type = await UploadAsync("<a/>", "text/xml");
        using HttpResponseMessage unknown = await _client.Http.PostAsync("/api/batches?workflow=none", Content("{}", JsonLines), Token);

        await ProblemAssert.IsAsync(nothing, HttpStatusCode.UnprocessableEntity, "invalid_request");
        JsonElement refused = await ProblemAssert.IsAsync(type, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.StartsWith(
            "This route takes application/x-ndjson, application/jsonl, text/csv: ", refused.GetProperty("detail").GetString());
        await ProblemAssert.IsAsync(unknown, HttpStatusCode.NotFound, "workflow_not_found");
    }

    [Fact]
    public async Task Upload_WithTheSameKey_StartsOnce_AndWithAnotherBodyIsRefused()
    {
        string key = Guid.CreateVersion7().ToString();

        using HttpResponseMessage first = await UploadAsync("questionnaire_text\n \n", Csv, key: key);
        using HttpResponseMessage second = await UploadAsync("questionnaire_text\n \n", Csv, key: key);
        using HttpResponseMessage other = await UploadAsync("questionnaire_text\nb\n", Csv, key: key);

        Assert.Equal(
            (await ApiHost.ReadAsync(first)).GetProperty("id").GetString(),
            (await ApiHost.ReadAsync(second)).GetProperty("id").GetString());
        await ProblemAssert.IsAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    /// <summary>The client goes while it sends: no batch, no item, nothing staged.</summary>
    [Fact]
    public async Task Upload_ThatBreaksOff_IsNotAccepted()
    {
        int before = (await _client.GetAsync("/api/batches")).GetProperty("total").GetInt32();
        using var leaving = new CancellationTokenSource();
        var sent = new TaskCompletionSource();
        var content = new BrokenOff(sent, leaving.Token);
        content.Headers.ContentType = new MediaTypeHeaderValue(JsonLines);

        Task<HttpResponseMessage> upload =
            _client.Http.PostAsync($"/api/batches?workflow={WorkflowClient.Workflow}", content, leaving.Token);
        await sent.Task;
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => upload);
        using HttpResponseMessage after = await UploadAsync("questionnaire_text\n \n", Csv);
        await EndAsync(after);
        Assert.Equal(before + 1, (await _client.GetAsync("/api/batches")).GetProperty("total").GetInt32());
    }

    private static StringContent Content(string text, string type) => new(text, new UTF8Encoding(false), type);

    private async Task<HttpResponseMessage> UploadAsync(string text, string type, string query = "", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/batches?workflow={WorkflowClient.Workflow}{query}");
        request.Content = Content(text, type);

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _client.Http.SendAsync(request, Token);
    }

    /// <summary>The batch as it stands when its events have ended.</summary>
    private async Task<JsonElement> EndAsync(HttpResponseMessage accepted)
    {
        string id = (await ApiHost.ReadAsync(accepted)).GetProperty("id").GetString()!;

        await foreach (string _ in _client.EventLinesAsync($"/api/batches/{id}/events"))
        {
        }

        return await _client.GetAsync($"/api/batches/{id}");
    }

    private static int Count(JsonElement batch, string status) => batch.GetProperty("counts").GetProperty(status).GetInt32();

    /// <summary>Sends more than one portion of items and then nothing, until it is cancelled.</summary>
    private sealed class BrokenOff(TaskCompletionSource sent, CancellationToken leaving) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"questionnaire_text\":\" \"}\n", 2_000)));
            await stream.WriteAsync(lines, leaving);
            await stream.FlushAsync(leaving);
            sent.SetResult();
            await Task.Delay(Timeout.Infinite, leaving);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
