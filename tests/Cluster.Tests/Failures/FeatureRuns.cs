using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Cluster.Tests.Distributed;

namespace PromptIntel.Cluster.Tests.Failures;

/// <summary>Runs of one feature's workflow, each with a name that its calls carry.</summary>
internal sealed class FeatureRuns(HttpClient api, StageFeature feature)
{
    /// <summary>More than any run takes, with what a lost call keeps reserved.</summary>
    private const int Budget = 20_000;

    private readonly string _name = $"feature_{Guid.CreateVersion7():N}";
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public StageRuns Watch { get; } = new(api);

    public string Workflow => _name;

    public async Task<FeatureRuns> CreateAsync()
    {
        await CreateAsync(new("general", $"{_name}_tool", "prompt", Prompt()));
        await CreateAsync(new("general", $"{_name}_agent", "prompt", Prompt(("tools", new[] { $"general/{_name}_tool" }))));
        await CreateAsync(new("general", $"{_name}_prompt", "prompt", Prompt()));
        await CreateAsync(new("general", $"{_name}_bounded", "prompt", Prompt(("fallback_model", "stub/stub-2"))));
        await CreateAsync(new("components", $"{_name}_operation", "operation", Operation("prompt")));
        await CreateAsync(new("components", $"{_name}_agent_operation", "operation", Operation("agent")));
        await CreateAsync(new("components", $"{_name}_bounded_operation", "operation", Operation("bounded")));

        foreach (FeatureEntry entry in feature.Entries(_name))
        {
            await CreateAsync(entry);
        }

        return this;
    }

    /// <summary>Queues one more.</summary>
    public async Task<(string Run, Guid Id)> StartAsync()
    {
        string run = $"{_name}-{_runs++}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute")
        {
            Content = JsonContent.Create(new { workflow = _name, input_data = feature.Input(run), budget = new { max_tokens = Budget } }),
        };
        request.Headers.Add("Prefer", "respond-async");
        using HttpResponseMessage response = await api.SendAsync(request, Token);
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, body);
        return (run, JsonElement.Parse(body).GetProperty("execution_id").GetGuid());
    }

    private string Operation(string prompt) => $$"""
        kind: operation
        description: Asks the model.
        type: prompt
        input_schema: { type: object, required: [run, stage], properties: { run: { type: string }, stage: { type: string } } }
        with: { prompt: general/{{_name}}_{{prompt}} }
        """;

    private static Dictionary<string, object> Prompt(params (string Field, object Value)[] more)
    {
        var prompt = new Dictionary<string, object>
        {
            ["format_version"] = 1,
            ["type"] = "text",
            ["model"] = "stub/stub-1",
            ["messages"] = new[] { new { role = "user", content = "run={{run}} stage={{stage}} " } },
            ["variables"] = new
            {
                type = "object",
                required = new[] { "run", "stage" },
                properties = new { run = new { type = "string" }, stage = new { type = "string" } },
            },
        };

        foreach ((string field, object value) in more)
        {
            prompt[field] = value;
        }

        return prompt;
    }

    private async Task CreateAsync(FeatureEntry entry)
    {
        using HttpResponseMessage response = await api.PostAsJsonAsync(
            "/api/prompts",
            new
            {
                @namespace = entry.Namespace,
                name = entry.Name,
                kind = entry.Kind,
                description = "Made by a test.",
                content = entry.Content,
            },
            Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
