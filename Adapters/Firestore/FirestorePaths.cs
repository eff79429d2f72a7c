using PromptIntel.Core.Catalog;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Firestore;

/// <summary>
/// Where documents lie: <c>users/{user}</c> with the collections <c>history</c> and <c>feedback</c> below,
/// <c>prompts/user_metrics</c>, and the catalog as <c>prompts/{namespace}:{name}</c> (neither part can hold a
/// colon, so no two entries share a document).
/// </summary>
internal static class FirestorePaths
{
    public const string History = "history";
    public const string Feedback = "feedback";

    private const string Users = "users";
    private const string Prompts = "prompts";

    public static string Of(SyncDocument document) => document.Collection switch
    {
        SyncCollection.UserPreferences or SyncCollection.User => User(document.Owner),
        SyncCollection.UserHistory => $"{User(document.Owner)}/{History}/{document.Id}",
        SyncCollection.UserFeedback => $"{User(document.Owner)}/{Feedback}/{document.Id}",
        _ => $"{Prompts}/{document.Id}",
    };

    public static string Of(EntryKey key) => $"{Prompts}/{key.Namespace}:{key.Name}";

    /// <summary>
    /// The document of the user that a document belongs to, which every delivery of his data reads and an erasure writes: Firestore then
    /// lets no delivery that began before an erasure end after it. Null for what is nobody's.
    /// </summary>
    public static string? GuardOf(SyncDocument document) => document.Collection == SyncCollection.UserFigures ? null : User(document.Owner);

    private static string User(string userId) => $"{Users}/{Segment(userId)}";

    /// <summary>Firestore reserves <c>.</c>, <c>..</c> and names between double underscores; users' names may be any of these.</summary>
    private static string Segment(string id)
    {
        string escaped = id.Replace("~", "~7E", StringComparison.Ordinal);
        return escaped[0] is '.' or '_' && (escaped is "." or ".."
            || (escaped.StartsWith("__", StringComparison.Ordinal) && escaped.EndsWith("__", StringComparison.Ordinal)))
            ? $"~{(int)escaped[0]:X2}{escaped[1..]}"
            : escaped;
    }
}
