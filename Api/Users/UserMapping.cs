using System.Text.Json;

using PromptIntel.Api.Catalog;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Users;

internal static class UserMapping
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    /// <summary>Preferences that nobody has set are empty.</summary>
    public static PreferencesResponse ToResponse(this UserPreferences? preferences, string userId) =>
        preferences is null
            ? new PreferencesResponse(userId, Nothing, 0, null)
            : new PreferencesResponse(userId, preferences.Value, preferences.Version, preferences.UpdatedAt);

    public static HistoryItem ToItem(this HistoryEvent happened) => new(
        happened.Id, happened.Kind, happened.Id, happened.Workflow, happened.WorkflowVersion, happened.Status, happened.CreatedAt,
        happened.CompletedAt);

    public static FeedbackItem ToItem(this UserFeedback feedback) => new(
        feedback.Id, feedback.ExecutionId, feedback.Entry?.Namespace, feedback.Entry?.Name, feedback.Version, feedback.Rating,
        feedback.Comment, feedback.CreatedAt);

    public static ListResponse<TItem> ToList<T, TItem>(this UserPage<T> page, Func<T, TItem> map) =>
        new([.. page.Items.Select(map)], page.Next?.ToString(), page.Total);
}
