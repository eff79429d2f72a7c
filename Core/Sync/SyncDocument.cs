using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Sync;

/// <summary>What a mark can be about.</summary>
public enum SyncCollection
{
    /// <summary>A user's preferences; the document's id is the user's.</summary>
    UserPreferences,

    /// <summary>One event of a user's history.</summary>
    UserHistory,

    /// <summary>One feedback of a user.</summary>
    UserFeedback,

    /// <summary>All of a user: whatever of his is elsewhere and no longer here must go.</summary>
    User,

    /// <summary>The figures over all users; one document.</summary>
    UserFigures,
}

/// <summary>A document that is kept elsewhere as well.</summary>
/// <param name="Owner">Marks of one owner are delivered in order: the user, or the document itself where it is nobody's.</param>
public sealed record SyncDocument(SyncCollection Collection, string Owner, string Id)
{
    private const string FiguresId = "user_metrics";

    public static SyncDocument Figures { get; } = new(SyncCollection.UserFigures, FiguresId, FiguresId);

    public static SyncDocument Preferences(string userId) => new(SyncCollection.UserPreferences, userId, userId);

    public static SyncDocument History(string userId, Guid eventId) => new(SyncCollection.UserHistory, userId, eventId.ToString());

    public static SyncDocument Feedback(string userId, Guid feedbackId) => new(SyncCollection.UserFeedback, userId, feedbackId.ToString());

    public static SyncDocument User(string userId) => new(SyncCollection.User, userId, userId);
}

/// <summary>Collections as text, for tables, metrics and people.</summary>
public static class SyncCollections
{
    private static readonly StoredNames<SyncCollection> Names = new((SyncCollection.User, "users"));

    public static string ToText(this SyncCollection collection) => Names.Of(collection);

    /// <inheritdoc cref="StoredNames{T}.Parse"/>
    public static SyncCollection Parse(string text) => Names.Parse(text);
}
