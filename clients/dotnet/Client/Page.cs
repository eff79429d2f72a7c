namespace PromptIntel.Client;

/// <summary>A part of a list.</summary>
/// <param name="NextCursor">Where the next part begins; null when this is the last.</param>
/// <param name="Total">Of the whole list.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, long Total);
