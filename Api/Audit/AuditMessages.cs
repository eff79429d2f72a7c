namespace PromptIntel.Api.Audit;

/// <summary>One write.</summary>
/// <param name="Actor">Null where access is open, and for what the installation does by itself.</param>
/// <param name="Action">Such as <c>version.added</c>, <c>label.moved</c>, <c>key.revoked</c>, <c>execution.cancelled</c>.</param>
/// <param name="Subject">Such as <c>workflows/draft_email_reply</c>, <c>keys/billing</c>, <c>executions/{id}</c>.</param>
/// <param name="Detail">The part that changed: a label, a stage.</param>
/// <param name="From">What held before.</param>
/// <param name="To">What holds now.</param>
/// <param name="Why">In the caller's words.</param>
internal sealed record AuditItem(
    DateTimeOffset At, string? Actor, string Action, string Subject, string? Detail, string? From, string? To, string? Why);

/// <summary>A page of the log; it has no total, which would count all of it.</summary>
internal sealed record AuditListResponse(IReadOnlyList<AuditItem> Items, string? NextCursor);

/// <summary>One move of a label.</summary>
/// <param name="From">The version it pointed to; null when it was not there.</param>
/// <param name="To">The version it points to since; null when it was removed.</param>
internal sealed record LabelMoveItem(DateTimeOffset At, string Label, int? From, int? To, string? Actor, string? Why);

/// <summary>The newest moves first.</summary>
internal sealed record LabelHistoryResponse(IReadOnlyList<LabelMoveItem> Items, string? NextCursor);
