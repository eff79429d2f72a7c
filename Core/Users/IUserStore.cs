using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Users;

/// <summary>
/// Keeps what belongs to users. Committed means durable; where a copy of users' data is kept live elsewhere, the same transaction leaves
/// the mark that brings it there. History is written by the execution store when an execution ends; this port reads it. Lists are newest
/// first by id. A missing value is null, an unknown user has nothing. Safe for concurrent use; cancellation leaves nothing half written.
/// An outage throws an <see cref="IOException"/> or a <see cref="TimeoutException"/>.
/// </summary>
public interface IUserStore
{
    Task<UserPreferences?> FindPreferencesAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Replaces the preferences if the condition holds; of two writers with one condition, one is refused.</summary>
    /// <returns><see cref="PutPreferencesResult.Written"/> or <see cref="PutPreferencesResult.Conflict"/>.</returns>
    Task<PutPreferencesResult> PutPreferencesAsync(
        string userId, JsonElement value, PreferencesCondition condition, CancellationToken cancellationToken);

    /// <param name="before">The last id of the page before; null starts.</param>
    Task<UserPage<HistoryEvent>> ListHistoryAsync(string userId, Guid? before, int limit, CancellationToken cancellationToken);

    /// <inheritdoc cref="ListHistoryAsync"/>
    Task<UserPage<UserFeedback>> ListFeedbackAsync(string userId, Guid? before, int limit, CancellationToken cancellationToken);

    Task AddFeedbackAsync(UserFeedback feedback, CancellationToken cancellationToken);

    /// <summary>
    /// Removes all that is the user's and takes his name off executions and batches, in one transaction. Nothing says afterwards that
    /// there was such a user; an execution of his that still runs leaves no history either. Whoever is erased may begin anew.
    /// </summary>
    Task EraseAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Those of the events that there are, in no order.</summary>
    Task<ImmutableArray<HistoryEvent>> FindHistoryAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <inheritdoc cref="FindHistoryAsync"/>
    Task<ImmutableArray<UserFeedback>> FindFeedbackAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Counts over all users.</summary>
    Task<UserFigures> MeasureAsync(DateTimeOffset activeSince, CancellationToken cancellationToken);

    /// <summary>Replaces the kept figures.</summary>
    Task PutFiguresAsync(UserFigures figures, CancellationToken cancellationToken);

    /// <summary>Null before the first were kept.</summary>
    Task<KeptFigures?> FindFiguresAsync(CancellationToken cancellationToken);
}

/// <param name="Next">The last id of this page when there is another; give it as <c>before</c>.</param>
/// <param name="Total">Of the whole list.</param>
public sealed record UserPage<T>(ImmutableArray<T> Items, Guid? Next, long Total);
