using System.Collections.Immutable;
using System.Security.Claims;

using PromptIntel.Core.Access;

namespace PromptIntel.Api.Auth;

/// <summary>Who makes a request.</summary>
/// <param name="Name">Whom changes and decisions are recorded under: the key's name or the token's subject; null
/// when access is open.</param>
/// <param name="IsTrusted">May act for other users by <c>user_id</c>.</param>
internal sealed record Caller(string? Name, Role Role, bool IsTrusted)
{
    private const string OpenName = "local";

    /// <summary>Everybody, when access is open.</summary>
    public static Caller Open { get; } = new(null, Role.Operator, IsTrusted: true) { IsAmbient = true };

    /// <summary>Known by nothing that the request itself carries, so that any page in the same browser is this caller too.</summary>
    public bool IsAmbient { get; private init; }

    /// <summary>Keeps requests that name a user apart from each other: idempotency keys are scoped to it.</summary>
    public string Scope { get; private init; } = Name ?? OpenName;

    /// <summary>The person behind the call: the token's subject, or whom the key is bound to. Null for a program's own key.</summary>
    public string? UserId { get; init; }

    /// <summary>The only namespaces that the caller may name; empty for all of them. See <see cref="NamespaceScope"/>.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>
    /// The only user whose executions the caller is shown; null for trusted callers, programs, and those who work
    /// on everybody's (editors and above).
    /// </summary>
    public string? ConfinedTo => IsTrusted || Role > Role.Reader ? null : UserId;

    /// <summary>
    /// The only user whose executions the caller may cancel, resume, fork or answer: a reader's are those that he,
    /// or his program under the key's name, started. Null for trusted callers, and those who work on everybody's (editors and above).
    /// </summary>
    public string? ActsOnlyFor => IsTrusted || Role > Role.Reader ? null : UserId ?? Name;

    /// <summary>
    /// Who signed in with an issuer of this kind. The scope cannot be a key's: a user's id is chosen elsewhere, and a key of its name may
    /// exist.
    /// </summary>
    public static Caller SignedIn(string issuer, string userId, Role role) =>
        new(userId, role, IsTrusted: false) { UserId = userId, Scope = $"{issuer}:{userId}" };

    public bool MayPublish => Role >= Role.Publisher;

    public static Caller Of(HttpContext http) =>
        Find(http) ?? throw new InvalidOperationException("The route does not require authorization.");

    /// <summary>Null before authentication, and when it failed.</summary>
    public static Caller? Find(HttpContext http) => Find(http.User);

    /// <inheritdoc cref="Find(HttpContext)"/>
    public static Caller? Find(ClaimsPrincipal? user) => (user?.Identity as CallerIdentity)?.Caller;

    public bool MayName(string? @namespace) => Namespaces.IsEmpty || (@namespace is not null && Namespaces.Contains(@namespace));

    /// <summary>The user a request is attributed to: the one it names when the caller is trusted, else the caller's own.</summary>
    public string? UserFor(string? requested) => IsTrusted && requested is not null ? requested : UserId ?? Name;

    /// <summary>
    /// Whether the caller may read and write what belongs to the user: his own, or anybody's when trusted. A
    /// program's key has no user, whatever its name.
    /// </summary>
    public bool MaySee(string userId) => IsTrusted || userId == UserId;

    /// <summary>Whether the caller may see a run that is attributed to the user, or to nobody.</summary>
    public bool MaySeeExecutionOf(string? userId) => ConfinedTo is null || ConfinedTo == userId;

    public ClaimsPrincipal ToPrincipal(string scheme) => new(new CallerIdentity(this, scheme));

    /// <summary>Carries the caller itself beside the claims, and every role that its role includes.</summary>
    private sealed class CallerIdentity : ClaimsIdentity
    {
        public CallerIdentity(Caller caller, string scheme)
            : base([
                new Claim(ClaimTypes.Name, caller.Scope),
                // What holds a session to its caller asks for this one.
                new Claim(ClaimTypes.NameIdentifier, caller.Scope),
                .. Enum.GetValues<Role>().Where(role => role <= caller.Role).Select(role => new Claim(ClaimTypes.Role, role.ToText()))
            ], scheme) =>
            Caller = caller;

        public Caller Caller { get; }
    }
}
