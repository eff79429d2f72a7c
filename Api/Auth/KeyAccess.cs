using Microsoft.Extensions.Primitives;

namespace PromptIntel.Api.Auth;

/// <summary>
/// Who calls, by the header <c>X-API-Key</c> or as <see cref="BasicKey"/>: one decision for the route's authentication and for what is
/// answered before it. Decides only; the authentication counts what was wrong, once for each request. Safe for concurrent use.
/// </summary>
internal sealed class KeyAccess(ApiKeyDirectory keys, OwnKey own, WrongKeys wrong)
{
    private static readonly KeyAnswer Missing = new KeyAnswer.Missing();
    private static readonly KeyAnswer Wrong = new KeyAnswer.Wrong();

    public KeyAnswer Decide(HttpContext http)
    {
        if (KeyOf(http.Request) is not { } key)
        {
            return keys.IsOpen ? ApiKeyDirectory.Everybody : Missing;
        }

        if (keys.IsOpen)
        {
            // Whoever shows a key that is known is its holder, so that its limits can be tried where nobody needs one.
            return keys.Find(http, key) ?? ApiKeyDirectory.Everybody;
        }

        return wrong.FindWait(http.Connection.RemoteIpAddress) is { } wait ? new KeyAnswer.Throttled(wait) : Find(http, key);
    }

    private static string? KeyOf(HttpRequest request) =>
        request.Headers.TryGetValue(ApiKeyAuthentication.Header, out StringValues header)
            ? header.Count == 1 ? header[0] : null
            : BasicKey.Find(request);

    private KeyAnswer Find(HttpContext http, string key) => keys.Find(http, key) ?? (own.Is(key) ? own.Answer : Wrong);
}
