using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Mcp;

/// <summary>
/// The Model Context Protocol by its own client: a session with a handshake, as clients have it that can be told of changes and asked
/// questions, and single requests, as the newest revision has it.
/// </summary>
public sealed class McpTests(ApiHost host)
{
    /// <summary>The last revision that begins with a handshake.</summary>
    private const string WithHandshake = "2025-11-25";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WithHandshake)]
    [InlineData(null)]
    public async Task Prompts_AreListedWithTheirArguments_AndRendered(string? revision)
    {
        using HttpClient http = host.CreateClient();
        string name = await ApiHost.CreatePromptAsync(http);
        await using McpClient client = await ConnectAsync(http, revision);

        IList<McpClientPrompt> prompts = await client.ListPromptsAsync(cancellationToken: Token);
        GetPromptResult rendered = await client.GetPromptAsync(
            $"general/{name}", new Dictionary<string, object?> { ["name"] = "Ann" }, cancellationToken: Token);

        Assert.True(prompts.Count > 140, $"{prompts.Count} prompts");
        Prompt own = prompts.Single(prompt => prompt.Name == $"general/{name}").ProtocolPrompt;
        Assert.Equal(("A test prompt.", "name"), (own.Description, Assert.Single(own.Arguments!).Name));
        PromptMessage message = Assert.Single(rendered.Messages);
        Assert.Equal((Role.User, "Hello Ann"), (message.Role, Assert.IsType<TextContentBlock>(message.Content).Text));
    }

    [Fact]
    public async Task Prompts_WithASchemaWhoseNotesAreNoTexts_AreListed()
    {
        using HttpClient http = host.CreateClient();
        string name = ApiHost.NewName();
        using HttpResponseMessage created = await http.PostAsJsonAsync(
            "/api/prompts",
            new
            {
                @namespace = "general",
                name,
                content = JsonElement.Parse(
                    """
                    {"format_version":1,"type":"text","messages":[{"role":"user","content":"{{a}}"}],
                    "variables":{"type":"object","properties":{"a":{"description":5}}}}
                    """),
            },
            Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        await using McpClient client = await ConnectAsync(http);

        IList<McpClientPrompt> prompts = await client.ListPromptsAsync(cancellationToken: Token);

        PromptArgument argument = Assert.Single(
            prompts.Single(prompt => prompt.Name == $"general/{name}").ProtocolPrompt.Arguments!);
        Assert.Equal(("a", null), (argument.Name, argument.Description));
    }

    [Fact]
    public async Task GetPrompt_WithAMisspeltVariable_NamesIt()
    {
        using HttpClient http = host.CreateClient();
        string name = await ApiHost.CreatePromptAsync(http);
        await using McpClient client = await ConnectAsync(http);

        McpProtocolException refused = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.GetPromptAsync(
            $"general/{name}", new Dictionary<string, object?> { ["nmae"] = "Ann" }, cancellationToken: Token));

        Assert.Equal(McpErrorCode.InvalidParams, refused.ErrorCode);
        Assert.Contains("nmae", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tools/call", "{\"name\":\"x\",\"arguments\":{\"query\":\"\\ud83d\"}}", "arguments.query must be valid Unicode")]
    [InlineData(
        "tools/call", "{\"name\":\"x\",\"arguments\":{\"tags\":[\"a\\u0000\"]}}",
        "arguments.tags[0] must not contain the character U+0000")]
    [InlineData("prompts/get", "{\"name\":\"general/x\",\"arguments\":{\"name\":\"\\udfff\"}}", "arguments.name must be valid Unicode")]
    [InlineData("tools/call", "{\"name\":\"search_prompts\",\"arguments\":{\"\\ud83d\":1}}", "params must be valid Unicode")]
    public async Task Arguments_ThatAreNoText_AreTheCallersMistake(string method, string parameters, string expected)
    {
        using HttpClient http = host.CreateClient();
        using HttpResponseMessage begun = await SendAsync(
            http, "initialize",
            $$$"""{"protocolVersion":"{{{WithHandshake}}}","capabilities":{},"clientInfo":{"name":"t","version":"1"}}""", null);

        using HttpResponseMessage response = await SendAsync(
            http, method, parameters, Assert.Single(begun.Headers.GetValues("Mcp-Session-Id")));

        string answer = await response.Content.ReadAsStringAsync(Token);
        JsonElement error = JsonElement.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("error");
        Assert.Equal((int)McpErrorCode.InvalidParams, error.GetProperty("code").GetInt32());
        Assert.Equal(expected, error.GetProperty("message").GetString());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string parameters, string? session)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent(
                $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");

        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        return http.SendAsync(request, Token);
    }

    [Fact]
    public async Task Update_IsTold_AndTheNextGetHasIt()
    {
        using HttpClient http = host.CreateClient();
        string name = await ApiHost.CreatePromptAsync(http);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using McpClient client = await ConnectAsync(http);
        await using IAsyncDisposable listening = client.RegisterNotificationHandler(
            NotificationMethods.PromptListChangedNotification,
            (_, _) =>
            {
                told.TrySetResult();
                return ValueTask.CompletedTask;
            });

        CallToolResult updated = await CallAsync(
            client, "update_prompt", new() { ["namespace"] = "general", ["name"] = name, ["content"] = "Good morning {{name}}" });
        await told.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal(2, updated.StructuredContent!.Value.GetProperty("version").GetInt32());
        GetPromptResult rendered = await client.GetPromptAsync(
            $"general/{name}", new Dictionary<string, object?> { ["name"] = "Ann" }, cancellationToken: Token);
        Assert.Equal("Good morning Ann", Assert.IsType<TextContentBlock>(rendered.Messages[0].Content).Text);
        rendered = await client.GetPromptAsync(
            $"general/{name}@1", new Dictionary<string, object?> { ["name"] = "Ann" }, cancellationToken: Token);
        Assert.Equal("Hello Ann", Assert.IsType<TextContentBlock>(rendered.Messages[0].Content).Text);
    }

    [Theory]
    [InlineData(WithHandshake)]
    [InlineData(null)]
    public async Task Tools_AreRoutesOfTheApi(string? revision)
    {
        using HttpClient http = host.CreateClient();
        string name = await ApiHost.CreatePromptAsync(http);
        await using McpClient client = await ConnectAsync(http, revision);
        Dictionary<string, object?> entry = new() { ["namespace"] = "general", ["name"] = name };

        CallToolResult search = await CallAsync(client, "search_prompts", new() { ["query"] = "summarise a meeting", ["limit"] = 10 });
        CallToolResult get = await CallAsync(client, "get_prompt", entry);
        CallToolResult suggest = await CallAsync(client, "suggest_improvement", new(entry) { ["text"] = "Be kinder." });
        CallToolResult versions = await CallAsync(client, "list_versions", entry);
        CallToolResult workflows = await CallAsync(client, "list_workflows", []);
        CallToolResult label = await CallAsync(client, "set_label", new(entry) { ["label"] = "staging", ["version"] = 1 });

        Assert.Contains(
            search.StructuredContent!.Value.GetProperty("results").EnumerateArray(),
            hit => hit.GetProperty("name").GetString() == "summarise_meeting");
        Assert.Equal(name, get.StructuredContent!.Value.GetProperty("name").GetString());
        Assert.Equal("Be kinder.", suggest.StructuredContent!.Value.GetProperty("text").GetString());
        Assert.Equal(1, versions.StructuredContent!.Value.GetProperty("total").GetInt32());
        Assert.Contains(
            workflows.StructuredContent!.Value.GetProperty("items").EnumerateArray(),
            item => item.GetProperty("name").GetString() == WorkflowClient.Workflow);
        Assert.Equal(1, label.StructuredContent!.Value.GetProperty("labels").GetProperty("staging").GetInt32());
    }

    [Theory]
    [InlineData("search_prompts", """{"query":"x","limt":3}""", "limt")]
    [InlineData("get_prompt", """{"namespace":"general"}""", "name")]
    [InlineData("get_prompt", """{"namespace":"general","name":"none_of_this"}""", "general/none_of_this")]
    [InlineData("get_execution", """{"id":"x"}""", "id")]
    [InlineData("list_versions", """{"namespace":"commands","name":"explain_error","limt":3}""", "limt")]
    [InlineData("approve", """{"id":"018f0000-0000-7000-8000-000000000000","stage":"review"}""", "approved")]
    [InlineData("approve", """{"id":"018f0000-0000-7000-8000-000000000000","stage":"review","approved":"false"}""", "approved")]
    [InlineData("set_label", """{"namespace":"commands","name":"explain_error","label":"x","version":"one"}""", "version")]
    [InlineData("execute_workflow", """{"workflow":"questionnaire_to_contract","input_data":{"text":"x"}}""", "text")]
    public async Task Tool_WithWrongArguments_SaysWhichAndWhatIsAllowed(string tool, string arguments, string named)
    {
        using HttpClient http = host.CreateClient();
        await using McpClient client = await ConnectAsync(http);

        CallToolResult refused = await client.CallToolAsync(
            tool, JsonElement.Parse(arguments).Deserialize<Dictionary<string, object?>>()!, cancellationToken: Token);

        Assert.True(refused.IsError);
        Assert.Contains(named, Assert.IsType<TextContentBlock>(refused.Content[0]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_TellsOfItsStages_AndGivesTheOutput()
    {
        using HttpClient http = host.CreateClient();
        await using McpClient client = await ConnectAsync(http);
        var stages = new ConcurrentQueue<ProgressNotificationValue>();
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var token = new ProgressToken("stages");

        // Listens for as long as it is connected: the client stops to listen at the answer, and may not have handled what came before it.
        await using IAsyncDisposable listening = client.RegisterNotificationHandler(
            NotificationMethods.ProgressNotification,
            (notification, _) =>
            {
                Keep(notification.Params.Deserialize<ProgressNotificationParams>(McpJsonUtilities.DefaultOptions)!);
                return default;
            });
        var call = new CallToolRequestParams
        {
            Name = "execute_workflow",
            Arguments = JsonSerializer.SerializeToElement(new
            {
                workflow = WorkflowClient.Workflow,
                input_data = new { questionnaire_text = await new WorkflowClient(http).SampleAsync() },
            }).EnumerateObject().ToDictionary(field => field.Name, field => field.Value),
            Meta = new JsonObject { ["progressToken"] = "stages" },
        };

        CallToolResult result = await client.CallToolAsync(call, Token);

        JsonElement answer = result.StructuredContent!.Value;
        Assert.Equal("succeeded", answer.GetProperty("status").GetString());
        Assert.NotEqual("", answer.GetProperty("output").GetProperty("league_name").GetString());
        await last.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.All(stages, told => Assert.Equal(9, told.Total));
        Assert.Equal(9, stages.Max(told => told.Progress));
        ReadResourceResult contract = await client.ReadResourceAsync(
            $"promptintel://executions/{answer.GetProperty("execution_id").GetString()}/artifacts/contract.html", cancellationToken: Token);
        Assert.Equal("text/html", Assert.IsType<TextResourceContents>(Assert.Single(contract.Contents)).MimeType);

        void Keep(ProgressNotificationParams told)
        {
            if (told.ProgressToken == token)
            {
                stages.Enqueue(told.Progress);
            }

            if (told.Progress.Progress >= told.Progress.Total)
            {
                last.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task Execute_ThatNeedsAPerson_AsksTheClientsUser()
    {
        using HttpClient http = host.CreateClient();
        ElicitRequestParams? asked = null;
        await using McpClient client = await ConnectAsync(http, options: new McpClientOptions
        {
            ProtocolVersion = WithHandshake,
            Handlers = new McpClientHandlers
            {
                ElicitationHandler = (request, _) =>
                {
                    asked = request;
                    return ValueTask.FromResult(new ElicitResult
                    {
                        Action = "accept",
                        Content = JsonElement.Parse("""{"decision":"approve","comment":"We know them."}""")
                            .EnumerateObject().ToDictionary(field => field.Name, field => field.Value),
                    });
                },
            },
        });

        CallToolResult result = await RunShortAsync(client);

        Assert.NotEqual("", asked!.Message);
        Assert.Equal("succeeded", result.StructuredContent!.Value.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Execute_ThatNeedsAPerson_SaysHowItIsAnswered_WhereNobodyCanBeAsked()
    {
        using HttpClient http = host.CreateClient();
        await using McpClient client = await ConnectAsync(http, null);

        CallToolResult result = await RunShortAsync(client);

        JsonElement answer = result.StructuredContent!.Value;
        Assert.Equal(("waiting", "review"), (
            answer.GetProperty("status").GetString(), answer.GetProperty("waiting")[0].GetProperty("stage").GetString()));
        CallToolResult rejected = await CallAsync(client, "approve", new()
        {
            ["id"] = answer.GetProperty("execution_id").GetString(),
            ["stage"] = "review",
            ["approved"] = false,
            ["comment"] = "Unknown.",
        });
        Assert.False(rejected.IsError);
        JsonElement ended = await new WorkflowClient(http).WaitForAsync(
            answer.GetProperty("execution_id").GetString()!, "execution.failed");
        Assert.Equal("rejected", ended.GetProperty("execution").GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Completion_GivesNamesOfEntries()
    {
        using HttpClient http = host.CreateClient();
        await using McpClient client = await ConnectAsync(http);

        CompleteResult spaces = await client.CompleteAsync(
            new ResourceTemplateReference { Uri = "promptintel://entries/{namespace}/{name}" }, "namespace", "work",
            cancellationToken: Token);
        ReadResourceResult entry = await client.ReadResourceAsync("promptintel://entries/commands/explain_error", cancellationToken: Token);

        Assert.Equal(["workflows"], spaces.Completion.Values);
        Assert.StartsWith("---", Assert.IsType<TextResourceContents>(Assert.Single(entry.Contents)).Text, StringComparison.Ordinal);
    }

    private static async Task<McpClient> ConnectAsync(
        HttpClient http, string? revision = WithHandshake, McpClientOptions? options = null) =>
        await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions
            {
                Endpoint = new Uri(http.BaseAddress!, "/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
            }, http),
            options ?? new McpClientOptions { ProtocolVersion = revision },
            cancellationToken: Token);

    private static async Task<CallToolResult> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments) =>
        await client.CallToolAsync(tool, arguments, cancellationToken: Token);

    private static Task<CallToolResult> RunShortAsync(McpClient client) => CallAsync(client, "execute_workflow", new()
    {
        ["workflow"] = WorkflowClient.Workflow,
        ["input_data"] = new Dictionary<string, object?> { ["questionnaire_text"] = WorkflowClient.Short },
    });
}
