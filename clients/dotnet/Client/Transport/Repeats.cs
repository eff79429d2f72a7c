namespace PromptIntel.Client.Transport;

/// <summary>Which requests may be sent again when it is not known whether they arrived.</summary>
internal static class Repeats
{
    public const string KeyHeader = "Idempotency-Key";

    private static readonly HttpRequestOptionsKey<bool> ReadsOnly = new("PromptIntel.ReadsOnly");

    /// <summary>A POST that changes nothing, such as a search.</summary>
    public static HttpRequestMessage MarkAsRead(HttpRequestMessage request)
    {
        request.Options.Set(ReadsOnly, true);
        return request;
    }

    public static bool AreHarmless(HttpRequestMessage? request) => request is not null
        && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Headers.Contains(KeyHeader)
            || (request.Options.TryGetValue(ReadsOnly, out bool reads) && reads));
}
