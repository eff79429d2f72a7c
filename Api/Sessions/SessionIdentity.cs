using System.Net;
using System.Security.Claims;

namespace PromptIntel.Api.Sessions;

/// <summary>
/// Stands beside the caller's own identity where a cookie carried the credential, so that a page that stays open can be decided anew.
/// </summary>
internal sealed class SessionIdentity(SessionCredential credential, IPAddress? address) : ClaimsIdentity
{
    public SessionCredential Credential { get; } = credential;

    public IPAddress? Address { get; } = address;

    public static SessionIdentity? Find(ClaimsPrincipal user) => user.Identities.OfType<SessionIdentity>().FirstOrDefault();
}
