using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Execution;

/// <summary>What a frontend does with executions and batches, in one line each.</summary>
internal sealed class WorkflowClient(HttpClient http)
{
    public const string Workflow = "questionnaire_to_contract";

    /// <summary>Names and a contact without an address: too little to go on without a person.</summary>
    public const string Short = "League: Pier League\nLegal entity: Pier League Ltd\nSport: futsal\nContact: Ann Lee\n";

    /// <summary>Passes the input schema and fails in the first stage.</summary>
    public const string Blank = " ";

    public HttpClient Http => http;

    /// <summary>A shipped questionnaire that runs to its end without a person.</summary>
    public async Task<string> SampleAsync() => (await GetAsync("/api/samples")).GetProperty("items")[0].GetProperty("text").GetString()!;

    public async Task<JsonElement> GetAsync(string path) =>
        await http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) =>
        http.PostAsJsonAsync(path, body ?? new { }, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> ExecuteAsync(string text) =>
        PostAsync("/api/prompts/execute", new { workflow = Workflow, input_data = new { questionnaire_text = text } });

    /// <summary>Runs as far as it goes; gives the answer.</summary>
    public async Task<JsonElement> RunAsync(string text)
    {
        using HttpResponseMessage response = await ExecuteAsync(text);
        return await ApiHost.ReadAsync(response);
    }

    /// <summary>Starts with a pause in every stage and does not wait; gives the id.</summary>
    public async Task<string> StartSlowlyAsync(string text, int stageDelayMs)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute")
        {
            Content = JsonContent.Create(
                new { workflow = Workflow, input_data = new { questionnaire_text = text }, stage_delay_ms = stageDelayMs }),
        };
        request.Headers.Add("Prefer", "respond-async");
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await ApiHost.ReadAsync(response)).GetProperty("execution_id").GetString()!;
    }

    public async Task<JsonElement> BatchAsync(object settings)
    {
        using HttpResponseMessage response = await PostAsync("/api/prompts/batch", settings);
        return await ApiHost.ReadAsync(response);
    }

    /// <summary>The execution as soon as its event stream ends or <paramref name="type"/> has happened.</summary>
    public async Task<JsonElement> WaitForAsync(string id, string type)
    {
        await foreach (string line in EventLinesAsync($"/api/executions/{id}/events"))
        {
            if (line == $"event: {type}")
            {
                break;
            }
        }

        return await GetAsync($"/api/executions/{id}");
    }

    public async IAsyncEnumerable<string> EventLinesAsync(string path)
    {
        using HttpResponseMessage response = await http.GetAsync(
            path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            yield return line;
        }
    }

    public static object Input(string text) => new { questionnaire_text = text };
}
