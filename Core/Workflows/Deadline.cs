using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Workflows;

/// <summary>How long a person has to answer a waiting stage, and what holds when nobody did.</summary>
public sealed record Deadline(TimeSpan After, DeadlineRule Rule);

/// <summary>The answer that is given when nobody gave one in time. Written in lower case.</summary>
public enum DeadlineRule
{
    Reject,
    Approve,
}

public static class DeadlineRules
{
    private static readonly StoredNames<DeadlineRule> Names = new();

    public static string ToText(this DeadlineRule rule) => Names.Of(rule);

    public static bool TryParse(string? text, out DeadlineRule rule) => Names.TryParse(text, out rule);

    /// <inheritdoc cref="StoredNames{T}.Parse"/>
    public static DeadlineRule Read(string text) => Names.Parse(text);
}
