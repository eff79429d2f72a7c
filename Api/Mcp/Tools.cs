namespace PromptIntel.Api.Mcp;

/// <summary>The tools that are one route each.</summary>
internal static class Tools
{
    private const string Entry = """
        "namespace":{"type":"string","description":"Namespace of the entry, such as workflows."},
        "name":{"type":"string","description":"Name of the entry."}
        """;

    public static IReadOnlyList<RouteToolDescription> All { get; } =
    [
        new(
            "search_prompts",
            "SearchPrompts",
            "Find prompts, operations, recipes and schemas by meaning and words.",
            """
            {"type":"object","required":["query"],"properties":{"query":{"type":"string"},"namespace":{"type":"string"},
             "kind":{"type":"string","enum":["prompt","operation","recipe","solver","schema","config"]},
             "tags":{"type":"array","items":{"type":"string"}},"limit":{"type":"integer","minimum":1,"maximum":100}}}
            """) { IsReadOnly = true, HasBody = true },
        new(
            "get_prompt",
            "GetPrompt",
            "One version of a prompt or another entry: its text, variables, model and labels. Without version and label, "
            + "what everybody gets.",
            OfEntry(
                """
                "version":{"type":"integer"},"label":{"type":"string"}
                """),
            "namespace",
            "name") { IsReadOnly = true },
        new(
            "render_prompt",
            "RenderPrompt",
            "Fill a prompt's variables and give its messages and an estimate of their tokens. Asks no model.",
            OfEntry(
                """
                "variables":{"type":"object"},"version":{"type":"integer"},"label":{"type":"string"}
                """),
            "namespace",
            "name") { IsReadOnly = true, HasBody = true },
        new(
            "list_versions",
            "ListVersions",
            "The versions of an entry, newest first, with author, note and hash.",
            OfEntry(
                """
                "limit":{"type":"integer","minimum":1,"maximum":1000},"cursor":{"type":"string"}
                """),
            "namespace",
            "name") { IsReadOnly = true },
        new(
            "suggest_improvement",
            "AddSuggestion",
            "Leave a suggestion with a prompt. No version is made; a person or update_prompt takes it up.",
            OfEntry(
                """
                "text":{"type":"string"}
                """, "text"),
            "namespace",
            "name") { HasBody = true },
        new(
            "update_prompt",
            "UpdatePrompt",
            "Append a version of a prompt. With content it has that body, else the body stays. Unless labels says otherwise every "
            + "instance serves it at once; labels [\"staging\"] leaves production alone. expected_version refuses to overwrite what "
            + "somebody else wrote.",
            OfEntry(
                """
                "content":{"description":"The new body: its text, or its JSON."},"suggestions":{"type":"array","items":{"type":"string"}},
                "labels":{"type":"array","items":{"type":"string"}},"change_note":{"type":"string"},
                "expected_version":{"type":"integer"},"apply_suggestions":{"type":"boolean"}
                """)) { HasBody = true },
        new(
            "set_label",
            "SetLabel",
            "Point a label, such as production, to a version: promotes or rolls back.",
            OfEntry(
                """
                "label":{"type":"string"},"version":{"type":"integer","minimum":1}
                """, "label", "version"),
            "namespace",
            "name",
            "label") { HasBody = true },
        new(
            "list_workflows",
            "ListWorkflows",
            "The workflows that execute_workflow runs, with what they are for.",
            """{"type":"object","properties":{"tag":{"type":"string"}}}""") { IsReadOnly = true },
        new(
            "get_workflow",
            "GetWorkflow",
            "A workflow's stages, the schema of its input and an example of it.",
            """
            {"type":"object","required":["name"],"properties":{"name":{"type":"string"},"version":{"type":"integer"},
              "label":{"type":"string"}}}
            """,
            "name") { IsReadOnly = true },
        new(
            "get_execution",
            "GetExecution",
            "One execution: its status, stages, output and artifacts.",
            """{"type":"object","required":["id"],"properties":{"id":{"type":"string","format":"uuid"}}}""",
            "id") { IsReadOnly = true },
        new(
            "list_approvals",
            "ListApprovals",
            "What waits for a person: for whom, why and until when.",
            """
            {"type":"object","properties":{"workflow":{"type":"string"},"for":{"type":"string"},
              "execution_id":{"type":"string","format":"uuid"},"limit":{"type":"integer","minimum":1,"maximum":500},
              "cursor":{"type":"string"}}}
            """) { IsReadOnly = true },
        new(
            "approve",
            "ApproveStage",
            "Answer a stage that waits for a person: approved true goes on, with edited values where given; false ends the execution.",
            """
            {"type":"object","required":["id","stage","approved"],"properties":{"id":{"type":"string","format":"uuid"},
             "stage":{"type":"string"},"approved":{"type":"boolean"},"comment":{"type":"string"},"item_key":{"type":"string"},
             "values":{"type":"object"}}}
            """,
            "id",
            "stage") { HasBody = true, Choice = "approved", OtherRoute = "RejectStage" },
    ];

    /// <summary>The schema of arguments that name an entry, and these.</summary>
    private static string OfEntry(string properties, params string[] required) =>
        "{\"type\":\"object\",\"required\":[\"namespace\",\"name\"" + string.Concat(required.Select(name => $",\"{name}\""))
        + "],\"properties\":{" + Entry + "," + properties + "}}";
}
