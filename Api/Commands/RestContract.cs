using System.Collections.Immutable;

namespace PromptIntel.Api.Commands;

/// <summary>The routes that clients build on, as <c>VERB path</c>. One that is missing here breaks somebody.</summary>
internal static class RestContract
{
    public static ImmutableArray<string> Routes { get; } =
    [
        "GET /api/prompts/catalog",
        "POST /api/prompts/search",
        "POST /api/prompts/update",
        "POST /api/prompts/execute",
        "POST /api/prompts/batch",
        "POST /api/prompts",
        "POST /api/prompts/import",
        "GET /api/prompts/export",
        "GET /api/prompts/{namespace}/{name}",
        "DELETE /api/prompts/{namespace}/{name}",
        "GET /api/prompts/{namespace}/{name}/versions",
        "GET /api/prompts/{namespace}/{name}/diff",
        "POST /api/prompts/{namespace}/{name}/render",
        "POST /api/prompts/{namespace}/{name}/execute",
        "GET /api/prompts/{namespace}/{name}/labels",
        "PUT /api/prompts/{namespace}/{name}/labels/{label}",
        "DELETE /api/prompts/{namespace}/{name}/labels/{label}",
        "GET /api/prompts/{namespace}/{name}/suggestions",
        "POST /api/prompts/{namespace}/{name}/suggestions",
        "POST /api/prompts/{namespace}/{name}/suggestions/{id}/accept",
        "POST /api/prompts/{namespace}/{name}/suggestions/{id}/reject",
        "GET /api/changes",
        "GET /api/workflows",
        "GET /api/workflows/{name}",
        "GET /api/components",
        "GET /api/executions",
        "GET /api/executions/{id}",
        "GET /api/executions/{id}/events",
        "GET /api/executions/{id}/artifacts/{name}",
        "POST /api/executions/{id}/cancel",
        "POST /api/executions/{id}/resume",
        "POST /api/executions/{id}/fork",
        "POST /api/executions/{id}/stages/{stage}/approve",
        "POST /api/executions/{id}/stages/{stage}/reject",
        "GET /api/batches",
        "GET /api/batches/{id}",
        "GET /api/batches/{id}/items",
        "GET /api/batches/{id}/events",
        "POST /api/batches/{id}/cancel",
        "POST /api/batches/{id}/resume",
        "GET /api/leagues/examples",
        "GET /api/ops/status",
        "POST /api/ops/build",
        "POST /api/ops/validate",
        "GET /openapi/{documentName}.json",
        "GET /health",
        "GET /alive",
    ];
}
