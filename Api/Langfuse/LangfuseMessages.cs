using System.Text.Json;
using System.Text.Json.Serialization;

using PromptIntel.Api.Errors;

namespace PromptIntel.Api.Langfuse;

/// <summary>Langfuse's names are written as they are there, not in the case of this API.</summary>
internal sealed record CreateLangfusePromptRequest : ICheckedRequest
{
    private const int MostCommitCharacters = 500;

    public required string Name { get; init; }

    /// <summary>A text, or a list of messages and placeholders.</summary>
    public required JsonElement Prompt { get; init; }

    /// <summary><c>text</c> or <c>chat</c>; default text.</summary>
    public string? Type { get; init; }

    public JsonElement? Config { get; init; }

    /// <summary>Labels that move to the new version; none does without. <c>latest</c> may be named, and moves by itself.</summary>
    public string[]? Labels { get; init; }

    /// <summary>Null leaves them as they are.</summary>
    public string[]? Tags { get; init; }

    [JsonPropertyName("commitMessage")]
    public string? CommitMessage { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.Require(Type is null or "text" or "chat", "type", "must be text or chat");
        bool isChat = Type == "chat";
        errors.Require(
            Prompt.ValueKind == (isChat ? JsonValueKind.Array : JsonValueKind.String), "prompt",
            isChat ? "must be a list of messages" : "must be a text; a chat has type chat");
        errors.RequireLength(CommitMessage, MostCommitCharacters, "commitMessage");
    }
}

internal sealed record UpdateLangfuseLabelsRequest
{
    [JsonPropertyName("newLabels")]
    public required string[] NewLabels { get; init; }
}

/// <summary>One version as Langfuse's clients read it.</summary>
internal sealed record LangfusePrompt
{
    public required string Name { get; init; }

    public required int Version { get; init; }

    public required string Type { get; init; }

    public required JsonElement Prompt { get; init; }

    public required JsonElement Config { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    [JsonPropertyName("commitMessage")]
    public string? CommitMessage { get; init; }

    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("updatedAt")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [JsonPropertyName("createdBy")]
    public string? CreatedBy { get; init; }

    [JsonPropertyName("isActive")]
    public required bool IsActive { get; init; }
}

internal sealed record LangfuseListItem(
    string Name,
    string Type,
    IReadOnlyList<int> Versions,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string> Tags,
    [property: JsonPropertyName("lastUpdatedAt")] DateTimeOffset LastUpdatedAt,
    [property: JsonPropertyName("lastConfig")] JsonElement LastConfig);

internal sealed record LangfusePage(
    int Page, int Limit, [property: JsonPropertyName("totalItems")] int TotalItems,
    [property: JsonPropertyName("totalPages")] int TotalPages);

internal sealed record LangfuseListResponse(IReadOnlyList<LangfuseListItem> Data, LangfusePage Meta);

/// <summary>What every refusal looks like to Langfuse's clients.</summary>
/// <param name="Error">The stable code of this API.</param>
internal sealed record LangfuseErrorResponse(string Message, string Error);
