using System.Security.Claims;

using PromptIntel.Core.Access;

namespace PromptIntel.Api.Auth;

/// <summary>What the key of a request came to.</summary>
internal abstract record KeyAnswer
{
    private KeyAnswer()
    {
    }

    /// <summary>Lets in, with what the key's holder may do; everybody where access is open.</summary>
    /// <param name="Usage">Counts the request once it is answered; null for who has no key.</param>
    public sealed record Known(Caller Caller, ClaimsPrincipal Principal, KeyUsage? Usage) : KeyAnswer
    {
        public static Known For(Caller caller, KeyUsage? usage = null) =>
            new(caller, caller.ToPrincipal(ApiKeyAuthentication.Scheme), usage);

        /// <summary>Counts one request, once for each; how long to wait when the key has asked too often.</summary>
        public TimeSpan? Take() => Usage?.Take();
    }

    /// <summary>There is none, or more than one.</summary>
    public sealed record Missing : KeyAnswer;

    /// <summary>It is nobody's.</summary>
    public sealed record Wrong : KeyAnswer;

    /// <summary>It was not looked at: too many from this address were wrong.</summary>
    public sealed record Throttled(TimeSpan RetryAfter) : KeyAnswer;
}
