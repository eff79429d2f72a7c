using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Users;

/// <summary>What a user says about an execution or about a prompt's version. Never changed once given.</summary>
public sealed record UserFeedback
{
    public const int LowestRating = 1;

    public const int HighestRating = 5;

    /// <summary>In characters.</summary>
    public const int LongestComment = 4000;

    /// <summary>A UUIDv7.</summary>
    public required Guid Id { get; init; }

    public required string UserId { get; init; }

    /// <summary>Set when it is about an execution.</summary>
    public Guid? ExecutionId { get; init; }

    /// <summary>Set when it is about an entry.</summary>
    public EntryKey? Entry { get; init; }

    /// <summary>The entry's version.</summary>
    public int? Version { get; init; }

    /// <summary>From <see cref="LowestRating"/> to <see cref="HighestRating"/>, the best.</summary>
    public required int Rating { get; init; }

    public string? Comment { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
