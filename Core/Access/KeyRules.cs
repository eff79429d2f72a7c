using System.Globalization;

using PromptIntel.Core.Audit;

namespace PromptIntel.Core.Access;

/// <summary>Decides what becomes of a change of a key, and what is entered of it. Pure, and the same for every store.</summary>
public static class KeyRules
{
    /// <summary>Keys that may be good at once; all of them stand in every instance's memory.</summary>
    public const int MostKeys = 1_000;

    /// <param name="current">The key of that name; null when there is none.</param>
    /// <param name="good">How many are not revoked.</param>
    public static KeyResult Decide(AccessKey? current, int good, KeyChange change) => (change, current) switch
    {
        (KeyChange.Create, { }) => new KeyResult.NameTaken(),
        (KeyChange.Create, null) when good >= MostKeys => new KeyResult.TooMany(MostKeys),
        (KeyChange.Create create, null) => new KeyResult.Done(create.Key),
        (_, null) => new KeyResult.NotFound(),
        (_, { RevokedAt: not null }) => new KeyResult.Revoked(),
        (KeyChange.Rotate rotate, _) => new KeyResult.Done(current with
        {
            Hash = rotate.Hash,
            FormerHash = rotate.FormerUntil > change.At ? current.Hash : null,
            FormerUntil = rotate.FormerUntil > change.At ? rotate.FormerUntil : null,
            RotatedAt = change.At,
        }),
        (KeyChange.Revoke, _) => new KeyResult.Done(current with { RevokedAt = change.At, FormerHash = null, FormerUntil = null }),
        _ => throw new NotSupportedException($"A change of type {change?.GetType().Name} has no rule."),
    };

    /// <summary>The entry of a change that was done.</summary>
    public static AuditEntry ToEntry(KeyChange change, AccessKey after)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(after);
        var entry = new AuditEntry(change.At, change.Actor, "", $"keys/{change.Name}") { Why = change.Why };
        return change switch
        {
            KeyChange.Create => entry with { Action = "key.created", To = Describe(after) },
            KeyChange.Rotate => entry with { Action = "key.rotated", Detail = Until(after.FormerUntil) },
            _ => entry with { Action = "key.revoked", From = Describe(after) },
        };
    }

    private static string Describe(AccessKey key)
    {
        string scope = key.Namespaces.IsEmpty ? "all namespaces" : string.Join(", ", key.Namespaces);
        string limit = key.RequestsPerMinute is { } most ? string.Create(CultureInfo.InvariantCulture, $", {most} requests a minute") : "";
        return $"{key.Role.ToText()}, {scope}{limit}";
    }

    private static string? Until(DateTimeOffset? until) =>
        until is { } instant
            ? string.Create(CultureInfo.InvariantCulture, $"the key before is good until {instant.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}")
            : null;
}
