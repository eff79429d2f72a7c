using System.Text;
using System.Text.Json.Nodes;

using PromptIntel.Api.Tests.Documents;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.OpenApi;

/// <summary>One request at least for every operation, in an order in which each finds what it is about.</summary>
internal static class ExampleScenario
{
    private const string Greeting = "/api/prompts/general/greet_customer";
    private const string User = "ada@example.com";

    private const string Markdown = """
        ---
        description: Greet a customer by name.
        variables:
          type: object
          properties:
            name: { type: string }
        ---
        user:
        Hello {{name}}

        """;

    private static readonly object Input = WorkflowClient.Input(WorkflowClient.Short);
    private static readonly object Started = new { workflow = WorkflowClient.Workflow, input_data = Input, user_id = User };

    private static readonly (string, string) AtOnce = ("Prefer", "respond-async");

    public static async Task PlayAsync(ExampleRecorder ask)
    {
        await PlayCatalogAsync(ask);
        await PlayVersionsAsync(ask);
        string complete = await PlayRunsAsync(ask);
        await PlayAnswersAsync(ask);
        await PlayBatchesAsync(ask);
        await PlayDocumentsAsync(ask);
        await PlayUsersAsync(ask, complete);
        await PlayOperationsAsync(ask);
        await PlayKeysAsync(ask);
    }

    private static async Task PlayCatalogAsync(ExampleRecorder ask)
    {
        await ask.AskAsync("CreatePrompt", "/api/prompts", new
        {
            @namespace = "general",
            name = "greet_customer",
            description = "Greet a customer by name.",
            content = "Hello {{name}}",
            tags = new[] { "greeting" },
        });
        await ask.AskAsync("ListCatalog", "/api/prompts/catalog?namespace=general&limit=2");
        await ask.AskAsync("SearchPrompts", "/api/prompts/search", new { query = "greet a customer", @namespace = "general", limit = 2 });
        await ask.AskAsync("UpdatePrompt", "/api/prompts/update", new
        {
            @namespace = "general",
            name = "greet_customer",
            content = "Good morning {{name}}",
            suggestions = new[] { "Say the name of the company." },
            change_note = "Friendlier.",
        });
        await ask.AskAsync("PutPrompt", $"{Greeting}?change_note=Shorter", Markdown, "text/markdown");
        await ask.AskAsync("PutPrompt", "/api/prompts/general/greet_partner", Markdown, "text/markdown", ("If-None-Match", "*"));
        await ask.AskAsync("GetPrompt", Greeting);
        await ask.AskAsync("GetPrompt", Greeting, null, null, ("Accept", "text/markdown"));
        await ask.AskAsync("ArchivePrompt", "/api/prompts/general/greet_partner");
        await ask.AskAsync("RestorePrompt", "/api/prompts/general/greet_partner/restore");
        await ask.AskAsync("ExportCatalog", "/api/prompts/export");
        await ask.AskAsync(
            "ImportCatalog", "/api/prompts/import",
            "{\"namespace\":\"general\",\"name\":\"say_goodbye\",\"description\":\"Say goodbye.\",\"content\":\"Goodbye {{name}}\"}\n",
            "application/x-ndjson");
        using var files = new MultipartFormDataContent();
        files.Add(new StringContent("Thank {{name}} for the season."), "files", "general/thank_partner.txt");
        files.Add(new StringContent("Wish {{name}} a good season."), "files", "general/wish_partner.txt");
        await ask.AskAsync("ImportFiles", "/api/prompts/import/files", files);
        await ask.AskAsync("ExportFiles", "/api/prompts/export/files?format=markdown&namespace=general");
        await ask.AskAsync("FollowChanges", "/api/changes?after=0");
    }

    private static async Task PlayVersionsAsync(ExampleRecorder ask)
    {
        await ask.AskAsync("ListVersions", $"{Greeting}/versions?limit=2");
        await ask.AskAsync("DiffVersions", $"{Greeting}/diff?from=1&to=latest");
        await ask.AskAsync("RenderPrompt", $"{Greeting}/render", new { variables = new { name = "Ada" } });
        await ask.AskAsync("PreviewPrompt", "/api/prompts/preview", new
        {
            @namespace = "general",
            name = "greet_customer",
            content = "Good evening {{name}}",
            variables = new { name = "Ada" },
        });
        await ask.AskAsync("SetLabel", $"{Greeting}/labels/staging", new { version = 2 });
        await ask.AskAsync("ListLabels", $"{Greeting}/labels");
        await ask.AskAsync("RemoveLabel", $"{Greeting}/labels/staging");
        await ask.AskAsync("ListLabelHistory", $"{Greeting}/labels/history?limit=2");
        JsonNode? first = await ask.AskAsync("AddSuggestion", $"{Greeting}/suggestions", new { text = "Ask how the season went." });
        JsonNode? second = await ask.AskAsync("AddSuggestion", $"{Greeting}/suggestions", new { text = "Use no first names." });
        await ask.AskAsync("AcceptSuggestion", $"{Greeting}/suggestions/{first!["id"]}/accept");
        await ask.AskAsync("RejectSuggestion", $"{Greeting}/suggestions/{second!["id"]}/reject");
        await ask.AskAsync("ListSuggestions", $"{Greeting}/suggestions?status=open");
        await ask.AskAsync("ListWorkflows", "/api/workflows");
        await ask.AskAsync("GetWorkflow", "/api/workflows/league_analysis");
        await ask.AskAsync("GetWorkflowGraph", "/api/workflows/league_analysis/graph?format=mermaid");
        await ask.AskAsync("RenderWorkflow", "/api/workflows/questionnaire_to_contract/render", new { input = Input });
        await ask.AskAsync("ListComponents", "/api/components?kind=recipe&limit=2");
        await ask.AskAsync("GetComponent", "/api/components/components/intake_questionnaire");
    }

    /// <summary>The id of a run that came to its end and left a contract.</summary>
    private static async Task<string> PlayRunsAsync(ExampleRecorder ask)
    {
        JsonNode? samples = await ask.AskAsync("ListSamples", "/api/samples");
        JsonNode? run = await ask.AskAsync("Execute", "/api/prompts/execute", new
        {
            workflow = WorkflowClient.Workflow,
            input_data = new { questionnaire_text = (string)samples!["items"]![0]!["text"]! },
            user_id = User,
        });
        string id = (string)run!["execution_id"]!;
        await ask.AskAsync("ExecutePrompt", $"{Greeting}/execute", new { variables = new { name = "Ada" } });
        await ask.AskAsync("ExecutePrompt", $"{Greeting}/execute", new { variables = new { name = "Ada" } }, null, AtOnce);
        await ask.AskAsync("GetExecution", $"/api/executions/{id}");
        await ask.AskAsync("FollowExecution", $"/api/executions/{id}/events");
        await ask.AskAsync("GetArtifact", $"/api/executions/{id}/artifacts/contract.md");
        await ask.AskAsync("GetArtifact", $"/api/executions/{id}/artifacts/contract.html");
        JsonNode? fork = await ask.AskAsync("ForkExecution", $"/api/executions/{id}/fork", new { from_stage = "draft" });
        await ask.AskAsync("CompareExecutions", $"/api/executions/{id}/compare?with={fork!["execution_id"]}");
        await ask.AskAsync("GetLeagueRecord", $"/api/leagues/records/{id}");
        await ask.AskAsync("GetContract", $"/api/leagues/contracts/{id}");
        await ask.AskAsync("ListLeagueExamples", "/api/leagues/examples?tier=standard&limit=1");
        return id;
    }

    private static async Task PlayAnswersAsync(ExampleRecorder ask)
    {
        string approved = await WaitingAsync(ask);
        await ask.AskAsync("ListApprovals", $"/api/approvals?execution_id={approved}");
        await ask.AskAsync("ApproveStage", $"/api/executions/{approved}/stages/review/approve", new { comment = "Read and agreed." });
        string rejected = await WaitingAsync(ask);
        await ask.AskAsync("RejectStage", $"/api/executions/{rejected}/stages/review/reject", new { comment = "No legal entity." });
        string cancelled = await WaitingAsync(ask);
        await ask.AskAsync("CancelExecution", $"/api/executions/{cancelled}/cancel", new { reason = "Sent twice." });
        await ask.AskAsync("ResumeExecution", $"/api/executions/{cancelled}/resume");
        await ask.AskAsync("ListExecutions", "/api/executions?workflow=questionnaire_to_contract&limit=2");
    }

    /// <summary>The id of a run that waits at review for a person.</summary>
    private static async Task<string> WaitingAsync(ExampleRecorder ask) =>
        (string)(await ask.AskAsync("Execute", "/api/prompts/execute", Started))!["execution_id"]!;

    private static async Task PlayBatchesAsync(ExampleRecorder ask)
    {
        object[] inputs = [new { name = "Ada" }, new { name = "Grace" }];
        object batch = new { workflow = "general/greet_customer", inputs, max_parallel = 2 };
        await ask.AskAsync("ExecuteBatch", "/api/prompts/batch", batch);
        await ask.AskAsync("ExecuteBatch", "/api/prompts/batch", batch, null, AtOnce);
        JsonNode? upload = await ask.AskAsync(
            "UploadBatch", "/api/batches?workflow=questionnaire_to_contract&max_parallel=2",
            "{\"questionnaire_text\":\"League: Pier League\"}\n{\"questionnaire_text\":\"League: Mole League\"}\n", "application/x-ndjson");
        string id = (string)upload!["id"]!;
        await ask.AskAsync("CancelBatch", $"/api/batches/{id}/cancel");
        await ask.AskAsync("ResumeBatch", $"/api/batches/{id}/resume");
        await ask.AskAsync("FollowBatch", $"/api/batches/{id}/events");
        await ask.AskAsync("GetBatch", $"/api/batches/{id}");
        await ask.AskAsync("ListBatchItems", $"/api/batches/{id}/items?limit=2");
        await ask.AskAsync("GetBatchResults", $"/api/batches/{id}/results?format=jsonl");
        await ask.AskAsync("GetBatchResults", $"/api/batches/{id}/results?format=csv");
        await ask.AskAsync("ListBatches", "/api/batches?limit=1");
    }

    private static async Task PlayDocumentsAsync(ExampleRecorder ask)
    {
        byte[] text = Encoding.UTF8.GetBytes("League: Pier League\nTeams: 12\n");
        JsonNode? document = await ask.AskAsync("UploadDocument", "/api/documents", DocumentForm.Of(text, "pier.txt", "text/plain"));
        await ask.AskAsync("UploadDocument", "/api/documents", DocumentForm.Of(text, "pier.txt", "text/plain"));
        string id = (string)document!["id"]!;
        await ask.AskAsync("ListDocuments", "/api/documents?limit=1");
        await ask.AskAsync("GetDocument", $"/api/documents/{id}");
        await ask.AskAsync("GetDocumentText", $"/api/documents/{id}/text");
        await ask.AskAsync("GetDocumentContent", $"/api/documents/{id}/content");
        await ask.AskAsync("DeleteDocument", $"/api/documents/{id}");
    }

    private static async Task PlayUsersAsync(ExampleRecorder ask, string execution)
    {
        const string user = $"/api/users/{User}";
        await ask.AskAsync("PutPreferences", $"{user}/preferences", new { preferences = new { theme = "dark" } });
        await ask.AskAsync("GetPreferences", $"{user}/preferences");
        await ask.AskAsync("ListHistory", $"{user}/history?limit=2");
        await ask.AskAsync("AddFeedback", $"{user}/feedback", new { execution_id = execution, rating = 5, comment = "Quick." });
        await ask.AskAsync("ListFeedback", $"{user}/feedback");
        await ask.AskAsync("EraseUser", user);
        await ask.AskAsync("EraseNamedUser", $"/api/users?user_id={User}");
    }

    private static async Task PlayOperationsAsync(ExampleRecorder ask)
    {
        JsonNode? run = await ask.AskAsync("RunJob", "/api/ops/jobs/prune/run");
        await ask.AskAsync("GetJobRun", $"/api/ops/jobs/prune/runs/{run!["id"]}");
        await ask.AskAsync("GetJob", "/api/ops/jobs/prune");
        await ask.AskAsync("ListJobs", "/api/ops/jobs");
        await ask.AskAsync("GetWorkflowFigures", "/api/analytics/workflows?workflow=questionnaire_to_contract&limit=1");
        await ask.AskAsync("GetPromptFigures", "/api/analytics/prompts?limit=1");
        await ask.AskAsync("GetLeagueFigures", "/api/analytics/leagues?limit=1");
        await ask.AskAsync("GetStatus", "/api/ops/status");
        await ask.AskAsync("ListInstances", "/api/ops/instances");
        await ask.AskAsync("Build", "/api/ops/build");
        await ask.AskAsync("GetSync", "/api/ops/sync");
        await ask.AskAsync("RetryParked", "/api/ops/sync/firestore/retry");
        await ask.AskAsync("Validate", "/api/ops/validate");
    }

    private static async Task PlayKeysAsync(ExampleRecorder ask)
    {
        object key = new
        {
            name = "analyst",
            role = "editor",
            namespaces = new[] { "general" },
            requests_per_minute = 600,
            why = "Works on prompts.",
        };
        await ask.AskAsync("CreateKey", "/api/keys", key);
        await ask.AskAsync("ListKeys", "/api/keys");
        await ask.AskAsync("GetKey", "/api/keys/analyst");
        await ask.AskAsync("RotateKey", "/api/keys/analyst/rotate", new { overlap_seconds = 3600, why = "Every quarter." });
        await ask.AskAsync("RevokeKey", "/api/keys/analyst/revoke", new { why = "Left the team." });
        await ask.AskAsync("ListAudit", "/api/audit?limit=2");
    }
}
