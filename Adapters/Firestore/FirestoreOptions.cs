using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Adapters.Firestore;

/// <summary>
/// How Firestore is called. That it is used at all, and where it is, comes from <c>FIREBASE_SERVICE_ACCOUNT_PATH</c> or
/// <c>FIRESTORE_EMULATOR_HOST</c>, and <c>GOOGLE_CLOUD_PROJECT</c>.
/// </summary>
public sealed class FirestoreOptions
{
    public const string SectionName = "PromptIntel:Firestore";

    /// <summary>The longest that one call may take; default 10 s. Nothing that answers a request waits for it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The database within the project; default <c>(default)</c>.</summary>
    [Required]
    public string Database { get; set; } = "(default)";
}
