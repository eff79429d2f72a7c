using System.Text.Json;

using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Users;

internal sealed record PutPreferencesRequest : ICheckedRequest
{
    /// <summary>An object; it replaces what was there.</summary>
    public required JsonElement Preferences { get; init; }

    public void Check(RequestErrors errors) => errors.RequireObject(Preferences, "preferences");
}

/// <param name="Version">0 before the first write; it is also the entity tag.</param>
internal sealed record PreferencesResponse(string UserId, JsonElement Preferences, long Version, DateTimeOffset? UpdatedAt);

/// <param name="Kind">Contract when the run made one.</param>
/// <param name="Workflow"><c>namespace/name</c>.</param>
/// <param name="Status">How the execution ended.</param>
internal sealed record HistoryItem(
    Guid Id, [property: OneOf("execution", "contract")] string Kind, Guid ExecutionId, string Workflow, int WorkflowVersion,
    [property: OneOf<ExecutionStatus>] string Status, DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt);

/// <summary>About an execution, or about a version of a prompt or another entry.</summary>
internal sealed record AddFeedbackRequest : ICheckedRequest
{
    public Guid? ExecutionId { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    /// <summary>Default: the version that everybody gets.</summary>
    public int? Version { get; init; }

    /// <summary>1 to 5, the best.</summary>
    public required int Rating { get; init; }

    public string? Comment { get; init; }

    public void Check(RequestErrors errors)
    {
        bool isAboutEntry = Namespace is not null || Name is not null;
        errors.Require(ExecutionId is not null || isAboutEntry, "execution_id", "is required, or namespace and name");
        errors.Require(ExecutionId is null || !isAboutEntry, "execution_id", "cannot be combined with namespace and name");
        errors.Require(Version is null or >= 1, "version", "must be 1 or more");
        errors.Require(Version is null || isAboutEntry, "version", "needs namespace and name");
        errors.RequireRange(Rating, UserFeedback.LowestRating, UserFeedback.HighestRating, "rating");
        errors.RequireLength(Comment, UserFeedback.LongestComment, "comment");

        if (isAboutEntry)
        {
            errors.RequireNamespace(Namespace);
            errors.RequireName(Name);
        }
    }
}

internal sealed record FeedbackItem(
    Guid Id, Guid? ExecutionId, string? Namespace, string? Name, int? Version, int Rating, string? Comment, DateTimeOffset CreatedAt);
