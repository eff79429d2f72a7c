using System.Security.Claims;

namespace PromptIntel.Api.Auth;

/// <summary>A feature of requests whose key or token was not sent by the page that asks, but by its browser.</summary>
internal sealed record AmbientCredential(ClaimsIdentity Session);
