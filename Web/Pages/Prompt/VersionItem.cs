using System.Text.Json;

namespace PromptIntel.Web.Pages.Prompt;

public sealed record VersionItem(
    int Version, string Description, IReadOnlyList<string> Tags, IReadOnlyList<string> Labels, DateTimeOffset CreatedAt, string? Author,
    string? ChangeNote, IReadOnlyList<string> Problems);

public sealed record LabelItem(string Label, int Version, string Etag);

public sealed record SuggestionItem(
    Guid Id,
    int Version,
    string Text,
    string? Author,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ResolvedAt,
    string? ResolvedBy);

public sealed record DiffAnswer(int From, int To, IReadOnlyList<string> ChangedFields, IReadOnlyList<DiffLine> Lines);

/// <param name="Change">unchanged, added or removed.</param>
public sealed record DiffLine(string Change, string Text);

/// <summary>What a text would come to as the next version.</summary>
public sealed record Preview(
    int? Version, IReadOnlyList<PreviewProblem> Problems, IReadOnlyList<string> Assumed, JsonElement? Variables, Question? Question,
    string? Refusal);

public sealed record PreviewProblem(string Field, string Message, int? Line, int? Column);

public sealed record Question(
    string Model, bool IsLanguageModel, IReadOnlyList<QuestionMessage> Messages, long InputTokens, long OutputTokens, decimal? CostUsd);

public sealed record QuestionMessage(string Role, string Content);

/// <param name="Position">Of the change in the change log.</param>
public sealed record UpdateAnswer(int Version, IReadOnlyList<string>? Assumed, long? Position);

public sealed record ComponentAnswer(ComponentUse Component);

public sealed record ComponentUse(IReadOnlyList<ComponentUser> UsedBy);

public sealed record ComponentUser(string Namespace, string Name, string Kind);
