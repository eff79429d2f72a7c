using System.Text.Json;

using ModelContextProtocol.Protocol;

using PromptIntel.Web.Gateway;

namespace PromptIntel.Api.Mcp;

/// <summary>
/// Answers of routes as tools give them: what was refused is an error that the model reads, with the field and what is allowed.
/// </summary>
internal static class ToolResults
{
    public static CallToolResult Of(OwnAnswer answer) =>
        answer.IsJson ? Of(answer.Json, !answer.IsSuccess)
            : new CallToolResult { Content = [new TextContentBlock { Text = answer.Detail }], IsError = !answer.IsSuccess };

    public static CallToolResult Of(JsonElement value, bool isError = false) => new()
    {
        Content = [new TextContentBlock { Text = value.GetRawText() }],
        StructuredContent = value.ValueKind == JsonValueKind.Object ? value : null,
        IsError = isError,
    };

    public static CallToolResult Refusal(string text) => new() { Content = [new TextContentBlock { Text = text }], IsError = true };
}
