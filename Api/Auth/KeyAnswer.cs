using System.Security.Claims;

namespace PromptIntel.Api.Auth;

/// <summary>What the key of a request came to.</summary>
internal abstract record KeyAnswer
{
    private KeyAnswer()
    {
    }

    /// <summary>Lets in, with what the key's holder may do; everybody where access is open.</summary>
    public sealed record Known(Caller Caller, ClaimsPrincipal Principal) : KeyAnswer
    {
        public static Known For(Caller caller) => new(caller, caller.ToPrincipal(ApiKeyAuthentication.Scheme));
    }

    /// <summary>There is none, or more than one.</summary>
    public sealed record Missing : KeyAnswer;

    /// <summary>It is nobody's.</summary>
    public sealed record Wrong : KeyAnswer;

    /// <summary>It was not looked at: too many from this address were wrong.</summary>
    public sealed record Throttled(TimeSpan RetryAfter) : KeyAnswer;
}
