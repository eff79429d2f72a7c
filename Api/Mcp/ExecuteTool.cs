using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.Extensions.Options;

using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

using PromptIntel.Api.Hosting;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Api.Mcp;

/// <summary>
/// <c>execute_workflow</c>: runs a workflow and tells of each stage while it does. Where a stage waits for a person, the client's user is
/// asked if the client can ask; else the answer says what waits and how it is answered.
/// </summary>
internal sealed class ExecuteTool(OwnRoutes routes, Executions executions, IOptions<ApiOptions> options) : McpServerTool
{
    private static readonly ElicitRequestParams.RequestSchema Question = new()
    {
        Properties =
        {
            ["decision"] = new ElicitRequestParams.UntitledSingleSelectEnumSchema { Enum = ["approve", "reject"], Title = "Decision" },
            ["comment"] = new ElicitRequestParams.StringSchema { Title = "Comment", MaxLength = 4000 },
        },
        Required = ["decision"],
    };

    public override Tool ProtocolTool { get; } = new()
    {
        Name = "execute_workflow",
        Description = "Run a workflow (see list_workflows, get_workflow) and give its output. What takes longer goes on: "
            + "get_execution tells of it.",
        InputSchema = JsonElement.Parse(
            """
            {"type":"object","required":["workflow","input_data"],"properties":{"workflow":{"type":"string"},"input_data":{"type":"object"},
             "version":{"type":"integer"},"label":{"type":"string"}}}
            """),
        Annotations = new ToolAnnotations { DestructiveHint = false, OpenWorldHint = true },
    };

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        OwnAnswer started = await SendAsync(
            request,
            new OwnRequest("Execute")
            {
                Headers = { ["Prefer"] = "respond-async" },
                Body = JsonSerializer.SerializeToElement(request.Params?.Arguments ?? new Dictionary<string, JsonElement>()),
            },
            cancellationToken);

        if (!started.IsSuccess)
        {
            return ToolResults.Of(started);
        }

        Guid id = started.Json.GetProperty("execution_id").GetGuid();
        var progress = new RunProgress(executions, id, request.Server, request.Params?.ProgressToken);

        while (true)
        {
            await progress.FollowAsync(options.Value.MaxWait, cancellationToken);
            ExecutionRecord? execution = await executions.WaitAsync(id, TimeSpan.Zero, cancellationToken);

            if (execution?.Status != ExecutionStatus.Waiting || !await AskAsync(request, id, cancellationToken))
            {
                return await AnswerAsync(request, id, cancellationToken);
            }
        }
    }

    /// <summary>False when nobody can be asked, or nobody decided.</summary>
    private async Task<bool> AskAsync(RequestContext<CallToolRequestParams> request, Guid id, CancellationToken cancellationToken)
    {
        if (request.Server.ClientCapabilities?.Elicitation is null
            || await WaitingAsync(request, id, cancellationToken) is not [var stage, ..])
        {
            return false;
        }

        ElicitResult answer = await request.Server.ElicitAsync(
            new ElicitRequestParams { Message = stage!["reason"]!.GetValue<string>(), RequestedSchema = Question }, cancellationToken);

        if (!answer.IsAccepted || answer.Content is not { } content || !content.TryGetValue("decision", out JsonElement decision))
        {
            return false;
        }

        var body = new JsonObject { ["item_key"] = stage["item_key"]!.GetValue<string>() };

        if (content.TryGetValue("comment", out JsonElement comment) && comment.ValueKind == JsonValueKind.String)
        {
            body["comment"] = comment.GetString();
        }

        OwnAnswer answered = await SendAsync(
            request,
            new OwnRequest(decision.GetString() == "approve" ? "ApproveStage" : "RejectStage")
            {
                Path = { ["id"] = id.ToString(), ["stage"] = stage["stage"]!.GetValue<string>() },
                Body = JsonSerializer.SerializeToElement(body),
            },
            cancellationToken);
        return answered.IsSuccess;
    }

    private async Task<CallToolResult> AnswerAsync(
        RequestContext<CallToolRequestParams> request, Guid id, CancellationToken cancellationToken)
    {
        OwnAnswer answer = await SendAsync(
            request, new OwnRequest("GetExecution") { Path = { ["id"] = id.ToString() } }, cancellationToken);

        if (!answer.IsSuccess)
        {
            return ToolResults.Of(answer);
        }

        JsonNode details = JsonNode.Parse(answer.Body)!;
        string status = details["execution"]!["status"]!.GetValue<string>();
        var result = new JsonObject { ["status"] = status, ["execution_id"] = id.ToString() };

        foreach ((string name, JsonNode? value) in new[]
        {
            ("output", details["output"]), ("artifacts", details["artifacts"]), ("error", details["execution"]!["error"]),
        })
        {
            result[name] = value?.DeepClone();
        }

        if (status == "waiting")
        {
            JsonNode?[] waiting = await WaitingAsync(request, id, cancellationToken);
            result["waiting"] = new JsonArray([.. waiting.Select(stage => stage?.DeepClone())]);
            result["next"] = "A person decides: tool approve with this id and the stage.";
        }
        else if (status is "queued" or "running")
        {
            result["next"] = "It goes on; get_execution tells when it has ended.";
        }

        return ToolResults.Of(JsonSerializer.SerializeToElement(result), isError: status is "failed" or "parked" or "cancelled");
    }

    private async Task<JsonNode?[]> WaitingAsync(
        RequestContext<CallToolRequestParams> request, Guid id, CancellationToken cancellationToken)
    {
        OwnAnswer listed = await SendAsync(
            request, new OwnRequest("ListApprovals") { Query = { ["execution_id"] = id.ToString() } }, cancellationToken);
        return listed.IsSuccess ? [.. JsonNode.Parse(listed.Body)!["items"]!.AsArray()] : [];
    }

    private Task<OwnAnswer> SendAsync(
        RequestContext<CallToolRequestParams> request, OwnRequest own, CancellationToken cancellationToken) =>
        routes.SendAsync(own, request.User ?? new ClaimsPrincipal(), request.Services!, cancellationToken);
}
