using System.Collections.Immutable;

namespace PromptIntel.Core.Access;

/// <summary>A key that an operator made, known by its hash.</summary>
public sealed record AccessKey
{
    /// <summary>
    /// Whom the key stands for: recorded as author of changes and user of runs. Never given again, also after a revocation.
    /// </summary>
    public required string Name { get; init; }

    public required Role Role { get; init; }

    /// <summary>The only namespaces it may name; empty for all of them.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Requests that an instance answers in a minute; null for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    public required KeyHash Hash { get; init; }

    /// <summary>The hash before the last rotation; good until <see cref="FormerUntil"/>.</summary>
    public KeyHash? FormerHash { get; init; }

    public DateTimeOffset? FormerUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The operator who made it; null where access was open.</summary>
    public string? CreatedBy { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>Since then it lets nobody in.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
