using System.Text.Json;

using PromptIntel.Core.Access;

namespace PromptIntel.Adapters.Relational.Access;

/// <summary>A row of <c>access_keys</c>.</summary>
internal sealed class AccessKeyRow
{
    public const string Columns =
        "name, role, namespaces, requests_per_minute, hash, former_hash, former_until, created_at, created_by, rotated_at, revoked_at";

    public string Name { get; init; } = "";

    public string Role { get; init; } = "";

    public string Namespaces { get; init; } = "";

    public int? RequestsPerMinute { get; init; }

    public string Hash { get; init; } = "";

    public string? FormerHash { get; init; }

    public long? FormerUntil { get; init; }

    public long CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public long? RotatedAt { get; init; }

    public long? RevokedAt { get; init; }

    public AccessKey ToKey() => new()
    {
        Name = Name,
        Role = Roles.TryParse(Role, out Role role)
            ? role
            : throw new InvalidDataException($"The key {Name} has a role that this build does not know."),
        Namespaces = [.. JsonSerializer.Deserialize<string[]>(Namespaces)!],
        RequestsPerMinute = RequestsPerMinute,
        Hash = KeyHash.Parse(Hash),
        FormerHash = FormerHash is null ? null : KeyHash.Parse(FormerHash),
        FormerUntil = Instants.From(FormerUntil),
        CreatedAt = Instants.From(CreatedAt),
        CreatedBy = CreatedBy,
        RotatedAt = Instants.From(RotatedAt),
        RevokedAt = Instants.From(RevokedAt),
    };

    public static (string Name, SqlValue Value)[] Of(AccessKey key) =>
    [
        ("@Name", key.Name), ("@Role", key.Role.ToText()), ("@Namespaces", JsonSerializer.Serialize(key.Namespaces)),
        ("@Rate", key.RequestsPerMinute), ("@Hash", key.Hash.ToString()), ("@FormerHash", key.FormerHash?.ToString()),
        ("@FormerUntil", key.FormerUntil?.ToStored()), ("@CreatedAt", key.CreatedAt.ToStored()), ("@CreatedBy", key.CreatedBy),
        ("@RotatedAt", key.RotatedAt?.ToStored()), ("@RevokedAt", key.RevokedAt?.ToStored()),
    ];
}
