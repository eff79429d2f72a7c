using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Audit;

/// <summary>
/// One write: who changed what, when, from what to what, and why. Never the text of a prompt, a value of a variable or a key.
/// </summary>
/// <param name="Actor">The caller's name; null where access is open, and for what the installation does by itself.</param>
/// <param name="Action">What was done, as <c>subject.past_tense</c>: <c>label.moved</c>.</param>
/// <param name="Subject">What it was done to, as the routes name it: <c>workflows/intake</c>.</param>
public sealed record AuditEntry(DateTimeOffset At, string? Actor, string Action, string Subject)
{
    /// <summary>Characters of <see cref="Why"/> that are kept.</summary>
    public const int LongestWhy = 500;

    private readonly string? _why;

    /// <summary>The part that changed, where the subject has several: a label.</summary>
    public string? Detail { get; init; }

    /// <summary>What held before; null when there was nothing.</summary>
    public string? From { get; init; }

    /// <summary>What holds now; null when there is nothing any more.</summary>
    public string? To { get; init; }

    /// <summary>The caller's own words, cut at <see cref="LongestWhy"/>.</summary>
    public string? Why
    {
        get => _why;
        init => _why = value is null ? null : StorableText.Beginning(value, LongestWhy);
    }
}

/// <param name="Sequence">Assigned by the store, ascending.</param>
public sealed record AuditRecord(long Sequence, AuditEntry Entry);

/// <summary>What a list holds; null takes all.</summary>
public sealed record AuditFilter
{
    public string? Actor { get; init; }

    /// <summary>Exactly, or with all that stands below it when it ends in a slash.</summary>
    public string? Subject { get; init; }

    public string? Action { get; init; }

    /// <summary>What the action begins with.</summary>
    public string? ActionPrefix { get; init; }

    public string? Detail { get; init; }

    /// <summary>At or after.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? Until { get; init; }
}
