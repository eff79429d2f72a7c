using System.Text.Json;

namespace PromptIntel.Core.Users;

/// <summary>What a user has set, a JSON object whose meaning belongs to the frontends.</summary>
/// <param name="Version">1 for the first write, then one more with each.</param>
public sealed record UserPreferences(string UserId, JsonElement Value, long Version, DateTimeOffset UpdatedAt);

/// <summary>What must hold for a write of preferences to happen.</summary>
public readonly record struct PreferencesCondition
{
    /// <summary>Nothing: the last write wins.</summary>
    public static PreferencesCondition None => default;

    /// <summary>There are none yet.</summary>
    public static PreferencesCondition Absent => new() { MustBeAbsent = true };

    public bool MustBeAbsent { get; private init; }

    /// <summary>The version that must be the current one; null demands none.</summary>
    public long? Version { get; private init; }

    public static PreferencesCondition Is(long version) => new() { Version = version };

    /// <summary>Whether it holds for the current version; null for no preferences.</summary>
    public bool HoldsFor(long? current) => MustBeAbsent ? current is null : Version is null || Version == current;
}

/// <summary>What a write of preferences came to.</summary>
public abstract record PutPreferencesResult
{
    private PutPreferencesResult()
    {
    }

    public sealed record Written(UserPreferences Preferences) : PutPreferencesResult;

    /// <param name="CurrentVersion">Null when there are none.</param>
    public sealed record Conflict(long? CurrentVersion) : PutPreferencesResult;

    /// <param name="Field">Path of what cannot be kept; empty for the whole.</param>
    /// <param name="Allowed">What is allowed.</param>
    public sealed record Invalid(string Field, string Allowed) : PutPreferencesResult;
}
