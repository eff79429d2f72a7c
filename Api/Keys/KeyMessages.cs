using System.Text.RegularExpressions;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Access;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Keys;

internal sealed partial record CreateKeyRequest : ICheckedRequest
{
    /// <summary>Whom the key stands for; never given a second time.</summary>
    public required string Name { get; init; }

    /// <summary>reader, editor, publisher or operator.</summary>
    public required string Role { get; init; }

    /// <summary>The only namespaces that it may name, at least one; all of them when it is left out.</summary>
    public string[]? Namespaces { get; init; }

    /// <summary>What each instance answers it in a minute; without it, everything.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Kept in the audit log.</summary>
    public string? Why { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.Require(KeyName().IsMatch(Name), "name", "must be 1 to 64 letters, digits, '_', '.' and '-', the first a letter or digit");
        errors.Require(Roles.TryParse(Role, out _), "role", "must be one of: reader, editor, publisher, operator");
        errors.Require(
            Namespaces is null or { Length: > 0 and <= KeyLimits.MostNamespaces }, "namespaces",
            $"must be 1 to {KeyLimits.MostNamespaces}; a key for all namespaces leaves the field out");
        int wrong = Array.FindIndex(Namespaces ?? [], one => !EntryKey.IsNamespace(one));
        errors.Require(wrong < 0, $"namespaces[{wrong}]", $"must match {EntryKey.NamespacePattern}");
        errors.RequireRange(RequestsPerMinute, 1, KeyLimits.MostRequestsPerMinute, "requests_per_minute");
        errors.RequireLength(Why, AuditEntry.LongestWhy, "why");
    }

    public NewKey ToKey() => new(Name, Roles.TryParse(Role, out Role role) ? role : default, [.. Namespaces ?? []], RequestsPerMinute, Why);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyName();
}

internal sealed record RotateKeyRequest : ICheckedRequest
{
    /// <summary>How many seconds the key before stays good, at most 30 days; default 86,400, a day. 0 ends it now.</summary>
    public int OverlapSeconds { get; init; } = 86_400;

    /// <summary>Kept in the audit log.</summary>
    public string? Why { get; init; }

    public void Check(RequestErrors errors)
    {
        errors.RequireRange(OverlapSeconds, 0, (int)AccessKeys.LongestOverlap.TotalSeconds, "overlap_seconds");
        errors.RequireLength(Why, AuditEntry.LongestWhy, "why");
    }
}

internal sealed record RevokeKeyRequest : ICheckedRequest
{
    /// <summary>Kept in the audit log.</summary>
    public string? Why { get; init; }

    public void Check(RequestErrors errors) => errors.RequireLength(Why, AuditEntry.LongestWhy, "why");
}

/// <param name="Source"><c>configuration</c>, or <c>api</c> for one that an operator made.</param>
/// <param name="Status"><c>good</c> or <c>revoked</c>.</param>
/// <param name="Namespaces">The only ones that it may name; null for all of them.</param>
/// <param name="RequestsPerMinute">By each instance; null for no limit.</param>
/// <param name="FormerUntil">Until when the key before the last rotation is good; null when it is not.</param>
/// <param name="LastUsedAt">At most a minute late; null for never.</param>
internal sealed record KeyItem(
    string Name,
    string Role,
    string Source,
    string Status,
    IReadOnlyList<string>? Namespaces,
    int? RequestsPerMinute,
    DateTimeOffset? CreatedAt,
    string? CreatedBy,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? FormerUntil,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt);

/// <param name="Key">The key itself, for the header <c>X-API-Key</c>: shown now and never again.</param>
internal sealed record KeySecretResponse(string Key, KeyItem Item);

/// <summary>First the keys of the configuration, with the first page; then the others by name.</summary>
internal sealed record KeyListResponse(IReadOnlyList<KeyItem> Items, string? NextCursor);
