namespace PromptIntel.Api.Auth;

/// <summary>The keys that tokens are verified with could not be fetched: an outage, not the caller's fault.</summary>
internal sealed class IssuerUnavailableException(Exception innerException)
    : IOException("The token issuer's keys could not be fetched.", innerException);
