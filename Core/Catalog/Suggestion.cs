namespace PromptIntel.Core.Catalog;

/// <summary>Whether somebody has decided on a suggestion.</summary>
public enum SuggestionStatus
{
    Open,
    Accepted,
    Rejected,
}

/// <summary>A proposal to improve an entry, made on one of its versions.</summary>
public sealed record Suggestion
{
    public required Guid Id { get; init; }

    public required EntryKey Key { get; init; }

    /// <summary>The version it was made on, or that it came with.</summary>
    public required int Version { get; init; }

    public required string Text { get; init; }

    public string? Author { get; init; }

    public required SuggestionStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public string? ResolvedBy { get; init; }
}
