using System.Collections.Immutable;
using System.Security.Claims;

using Microsoft.IdentityModel.Tokens;

using PromptIntel.Core.Access;

namespace PromptIntel.Api.Auth;

/// <summary>The one issuer whose ID tokens are accepted, and what they say of a user.</summary>
/// <param name="Kind">Keeps its users' scope apart from keys'.</param>
/// <param name="Name">As its tokens name it.</param>
/// <param name="RoleClaim">Null where every user is a reader.</param>
internal sealed record AcceptedIssuer(
    string Kind, string Name, string Audience, Uri MetadataAddress, ImmutableArray<string> Algorithms, string UserClaim, string? RoleClaim)
{
    private const string Firebase = "https://securetoken.google.com/";
    private const string DiscoveryPath = "/.well-known/openid-configuration";

    /// <summary>All with a published key: a secret that is shared could be anybody's who verifies.</summary>
    private static readonly ImmutableArray<string> Asymmetric =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly ImmutableArray<(string, Role)> OwnNames = [.. Enum.GetValues<Role>().Select(role => (role.ToText(), role))];

    /// <summary>What a value of the claim gives. Default: the role of that name.</summary>
    public ImmutableArray<(string Value, Role Role)> Roles { get; init; } = OwnNames;

    /// <summary>Null where no user signs in.</summary>
    public static AcceptedIssuer? Of(AuthOptions auth) =>
        auth.Firebase is { IsConfigured: true } firebase ? OfFirebase(firebase)
        : auth.Oidc is { IsConfigured: true } oidc ? OfOidc(oidc)
        : null;

    /// <summary>The highest that the claims give; a reader's where they give none.</summary>
    public Role RoleOf(ClaimsPrincipal user) => RoleClaim is null
        ? Role.Reader
        : Roles.Where(given => user.HasClaim(RoleClaim, given.Value)).Select(given => given.Role).DefaultIfEmpty(Role.Reader).Max();

    private static AcceptedIssuer OfFirebase(FirebaseOptions firebase)
    {
        string issuer = Firebase + firebase.ProjectId;
        Uri metadata = firebase.MetadataAddress ?? new Uri(issuer + DiscoveryPath);
        return new AcceptedIssuer("firebase", issuer, firebase.ProjectId!, metadata, [SecurityAlgorithms.RsaSha256], "sub", "role");
    }

    private static AcceptedIssuer OfOidc(OidcOptions oidc)
    {
        var metadata = new Uri(oidc.Issuer!.TrimEnd('/') + DiscoveryPath);
        return new AcceptedIssuer("oidc", oidc.Issuer, oidc.Audience!, metadata, Asymmetric, oidc.UserClaim, oidc.RoleClaim)
        {
            Roles = oidc.Roles.Count == 0
                ? OwnNames
                : [.. oidc.Roles.SelectMany(role => role.Value.Select(value => (value, RoleNamed(role.Key))))],
        };
    }

    private static Role RoleNamed(string name) => Core.Access.Roles.TryParse(name, out Role role) ? role : Role.Reader;
}
