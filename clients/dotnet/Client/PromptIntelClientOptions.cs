namespace PromptIntel.Client;

/// <summary>Where a PromptIntel is and how it is called.</summary>
public sealed class PromptIntelClientOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "PromptIntel:Client";

    /// <summary>
    /// Default with a host: <c>https+http://{name of the client}</c>, which service discovery resolves. Required without.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>Sent as <c>X-API-Key</c>. Default: none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// How often a request is sent again after an outage (no answer, 408, 429, 5xx), where that cannot do anything twice: reads, and
    /// starts of runs, which carry an <c>Idempotency-Key</c>. Default 3.
    /// </summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>The longest that the first answer of one attempt may take. Default 90 s: an execute waits up to 60 s for its run.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(90);
}
