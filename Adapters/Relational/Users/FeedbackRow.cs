using PromptIntel.Core.Catalog;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Relational.Users;

/// <summary>One feedback.</summary>
internal sealed class FeedbackRow
{
    public string Id { get; init; } = "";

    public string UserId { get; init; } = "";

    public string? ExecutionId { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public int? Version { get; init; }

    public int Rating { get; init; }

    public string? Comment { get; init; }

    public long CreatedAt { get; init; }

    public UserFeedback ToFeedback() => new()
    {
        Id = Guid.Parse(Id),
        UserId = UserId,
        ExecutionId = ExecutionId is null ? null : Guid.Parse(ExecutionId),
        Entry = Namespace is null || Name is null ? null : new EntryKey(Namespace, Name),
        Version = Version,
        Rating = Rating,
        Comment = Comment,
        CreatedAt = Instants.From(CreatedAt),
    };
}
