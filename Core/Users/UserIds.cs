namespace PromptIntel.Core.Users;

/// <summary>Names of users, as other systems gave them: an opaque text that is one segment of a path.</summary>
public static class UserIds
{
    /// <summary>In characters.</summary>
    public const int Longest = 128;

    /// <summary>What is allowed, to end a sentence that begins with the field.</summary>
    public const string Rule = "must be 1 to 128 characters without a slash";

    public static bool IsValid(string userId) =>
        userId is { Length: > 0 and <= Longest } && !userId.Contains('/', StringComparison.Ordinal) && !userId.Contains('\0', StringComparison.Ordinal);
}
