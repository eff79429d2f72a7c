namespace PromptIntel.Adapters.FirebaseAdmin;

/// <summary>What the Admin SDK can do beyond JwtBearer; the section's other settings are the Api's.</summary>
public sealed class FirebaseAdminOptions
{
    public const string SectionName = "PromptIntel:Auth:Firebase";

    /// <summary>The project whose users sign in. Default: none, and no token is accepted.</summary>
    public string? ProjectId { get; init; }

    /// <summary>
    /// Asks Firebase at every request whether the user's sessions were revoked or the user disabled. Default:
    /// false, which costs no call and lets a revoked token live until it expires, an hour at most.
    /// </summary>
    public bool CheckRevoked { get; init; }
}
