using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Users;

/// <summary>Keeps users' data for as long as the process lives.</summary>
public sealed class InMemoryUserStore(TimeProvider time) : IUserStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, UserPreferences> _preferences = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, HistoryEvent> _history = [];
    private readonly Dictionary<Guid, UserFeedback> _feedback = [];
    private KeptFigures? _figures;

    public Task<UserPreferences?> FindPreferencesAsync(string userId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_preferences.GetValueOrDefault(userId));
        }
    }

    public Task<PutPreferencesResult> PutPreferencesAsync(
        string userId, JsonElement value, PreferencesCondition condition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            long? current = _preferences.GetValueOrDefault(userId)?.Version;

            if (!condition.HoldsFor(current))
            {
                return Task.FromResult<PutPreferencesResult>(new PutPreferencesResult.Conflict(current));
            }

            UserPreferences written = _preferences[userId] = new UserPreferences(
                userId, value.Clone(), (current ?? 0) + 1, time.GetUtcNow());
            return Task.FromResult<PutPreferencesResult>(new PutPreferencesResult.Written(written));
        }
    }

    public Task<UserPage<HistoryEvent>> ListHistoryAsync(string userId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(
                Page(_history.Values.Where(happened => happened.UserId == userId), happened => happened.Id, before, limit));
        }
    }

    public Task<UserPage<UserFeedback>> ListFeedbackAsync(string userId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(
                Page(_feedback.Values.Where(feedback => feedback.UserId == userId), feedback => feedback.Id, before, limit));
        }
    }

    public Task AddFeedbackAsync(UserFeedback feedback, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            _feedback.Add(feedback.Id, feedback);
        }

        return Task.CompletedTask;
    }

    public Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            _preferences.Remove(userId);
            _history.Values.Where(happened => happened.UserId == userId).ToList().ForEach(happened => _history.Remove(happened.Id));
            _feedback.Values.Where(feedback => feedback.UserId == userId).ToList().ForEach(feedback => _feedback.Remove(feedback.Id));
        }

        return Task.CompletedTask;
    }

    public Task<ImmutableArray<HistoryEvent>> FindHistoryAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(ids.Where(_history.ContainsKey).Select(id => _history[id]).ToImmutableArray());
        }
    }

    public Task<ImmutableArray<UserFeedback>> FindFeedbackAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(ids.Where(_feedback.ContainsKey).Select(id => _feedback[id]).ToImmutableArray());
        }
    }

    public Task<UserFigures> MeasureAsync(DateTimeOffset activeSince, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            int users = _preferences.Keys.Concat(_history.Values.Select(happened => happened.UserId))
                .Concat(_feedback.Values.Select(feedback => feedback.UserId))
                .Distinct(StringComparer.Ordinal)
                .Count();
            int active = _history.Values.Where(happened => happened.CreatedAt >= activeSince)
                .Select(happened => happened.UserId)
                .Distinct(StringComparer.Ordinal)
                .Count();
            string? top = _history.Values.CountBy(happened => happened.Workflow)
                .OrderByDescending(count => count.Value)
                .ThenBy(count => count.Key, StringComparer.Ordinal)
                .FirstOrDefault().Key;
            return Task.FromResult(new UserFigures(users, active, top, users == 0 ? 0 : (double)_history.Count / users));
        }
    }

    public Task PutFiguresAsync(UserFigures figures, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            _figures = new KeptFigures(figures, (_figures?.Position ?? 0) + 1, time.GetUtcNow());
        }

        return Task.CompletedTask;
    }

    public Task<KeptFigures?> FindFiguresAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_figures);
        }
    }

    /// <summary>What the execution store does when an execution of a user ends; replaces an earlier event of the same execution.</summary>
    public void Put(HistoryEvent happened)
    {
        lock (_lock)
        {
            _history[happened.Id] = happened;
        }
    }

    private static UserPage<T> Page<T>(IEnumerable<T> own, Func<T, Guid> id, Guid? before, int limit)
    {
        // A Guid's own order is not that of its text, which is by time.
        T[] all = [.. own.OrderByDescending(item => id(item).ToString(), StringComparer.Ordinal)];
        T[] rest = [.. all.Where(item => before is not { } last || string.CompareOrdinal(id(item).ToString(), last.ToString()) < 0)];
        ImmutableArray<T> items = [.. rest.Take(limit)];
        return new UserPage<T>(items, rest.Length > items.Length ? id(items[^1]) : null, all.Length);
    }
}
