using System.Collections.Immutable;

using PromptIntel.Core.Users;

namespace PromptIntel.Core.Sync;

/// <summary>Users' data as documents. Names of fields are what frontends read.</summary>
internal sealed class UserDocuments(IUserStore store) : ISyncSource
{
    public async Task<ImmutableArray<SyncState?>> ReadAsync(IReadOnlyList<SyncDocument> documents, CancellationToken cancellationToken)
    {
        Dictionary<Guid, HistoryEvent> history = Ids(documents, SyncCollection.UserHistory) is { Count: > 0 } events
            ? (await store.FindHistoryAsync(events, cancellationToken)).ToDictionary(found => found.Id)
            : [];
        Dictionary<Guid, UserFeedback> feedback = Ids(documents, SyncCollection.UserFeedback) is { Count: > 0 } given
            ? (await store.FindFeedbackAsync(given, cancellationToken)).ToDictionary(found => found.Id)
            : [];
        var states = ImmutableArray.CreateBuilder<SyncState?>(documents.Count);

        foreach (SyncDocument document in documents)
        {
            states.Add(document.Collection switch
            {
                SyncCollection.UserPreferences => ToState(await store.FindPreferencesAsync(document.Owner, cancellationToken)),
                SyncCollection.UserHistory =>
                    history.GetValueOrDefault(Id(document)) is { } found && found.UserId == document.Owner ? ToState(found) : null,
                SyncCollection.UserFeedback =>
                    feedback.GetValueOrDefault(Id(document)) is { } said && said.UserId == document.Owner ? ToState(said) : null,
                SyncCollection.UserFigures => ToState(await store.FindFiguresAsync(cancellationToken)),
                _ => throw new ArgumentException($"{document.Collection} is not one document.", nameof(documents)),
            });
        }

        return states.MoveToImmutable();
    }

    /// <summary>An id that is none is of a document that somebody else put there; nothing here is like it.</summary>
    private static Guid Id(SyncDocument document) => Guid.TryParse(document.Id, out Guid id) ? id : Guid.Empty;

    private static List<Guid> Ids(IReadOnlyList<SyncDocument> documents, SyncCollection collection) =>
        [.. documents.Where(document => document.Collection == collection).Select(Id)];

    private static SyncState? ToState(UserPreferences? preferences) => preferences is null ? null : State(
        preferences.Version, ("preferences", preferences.Value), ("version", preferences.Version), ("updated_at", preferences.UpdatedAt));

    // A run that is resumed ends again, later: its end is its position.
    private static SyncState ToState(HistoryEvent happened) => State(
        (happened.CompletedAt ?? happened.CreatedAt).ToUnixTimeMilliseconds(),
        ("kind", happened.Kind),
        ("execution_id", happened.Id.ToString()),
        ("workflow", happened.Workflow),
        ("workflow_version", (long)happened.WorkflowVersion),
        ("status", happened.Status),
        ("created_at", happened.CreatedAt),
        ("completed_at", happened.CompletedAt));

    private static SyncState ToState(UserFeedback feedback) => State(
        1,
        ("execution_id", feedback.ExecutionId?.ToString()),
        ("namespace", feedback.Entry?.Namespace),
        ("name", feedback.Entry?.Name),
        ("version", (long?)feedback.Version),
        ("rating", (long)feedback.Rating),
        ("comment", feedback.Comment),
        ("created_at", feedback.CreatedAt));

    private static SyncState? ToState(KeptFigures? kept) => kept is null ? null : State(
        kept.Position,
        ("total_users", kept.Figures.TotalUsers),
        ("active_today", kept.Figures.ActiveToday),
        ("top_workflow", kept.Figures.TopWorkflow),
        ("avg_queries_per_user", kept.Figures.AvgQueriesPerUser),
        ("updated_at", kept.UpdatedAt));

    private static SyncState State(long position, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var builder = ImmutableDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);

        foreach ((string name, object? value) in fields)
        {
            builder.Add(name, value);
        }

        return new SyncState(builder.ToImmutable(), position);
    }
}
