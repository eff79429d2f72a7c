namespace PromptIntel.Web.Gateway;

/// <summary>What was asked for, or why not: one of the two is there.</summary>
/// <param name="ETag">For <c>If-Match</c> of a write that must not undo somebody else's.</param>
public sealed record Answer<T>(T? Value, Problem? Problem, string? ETag)
{
    public bool IsSuccess => Problem is null;
}

/// <summary>A page of a list, as every list of the API has it.</summary>
public sealed record ListOf<T>(IReadOnlyList<T> Items, string? NextCursor, long Total);
