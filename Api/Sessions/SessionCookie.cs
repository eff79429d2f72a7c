using System.Security.Cryptography;

using Microsoft.AspNetCore.DataProtection;

namespace PromptIntel.Api.Sessions;

/// <summary>
/// Keeps in a browser's cookie what its person signed in with, readable by this installation only and for half a day, so that every
/// request is decided by the key or token itself: what is revoked ends at once. Safe for concurrent use.
/// </summary>
internal sealed class SessionCookie(IDataProtectionProvider protection)
{
    public const string Name = "promptintel-session";

    /// <summary>Browsers keep no more in one cookie, its name and attributes too.</summary>
    public const int MostChars = 3_900;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly Lazy<ITimeLimitedDataProtector> _protector = new(() => protection.CreateProtector(Name).ToTimeLimitedDataProtector());

    /// <summary>Whether the browser sent one, whatever it holds.</summary>
    public static bool IsIn(HttpRequest request) => request.Cookies.ContainsKey(Name);

    /// <summary>Null without a cookie, and for one that is over or not ours.</summary>
    public SessionCredential? Read(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(Name, out string? cookie) || string.IsNullOrEmpty(cookie))
        {
            return null;
        }

        try
        {
            return SessionCredential.Of(_protector.Value.Unprotect(cookie));
        }
        catch (CryptographicException)
        {
            // Of another installation, changed, or over: as good as none.
            return null;
        }
    }

    /// <summary>False when the credential is too long for a cookie.</summary>
    public bool Write(HttpContext http, SessionCredential credential)
    {
        string cookie = _protector.Value.Protect(credential.Text, Lifetime);

        if (cookie.Length > MostChars)
        {
            return false;
        }

        http.Response.Cookies.Append(Name, cookie, OptionsFor(http));
        return true;
    }

    public static void Delete(HttpContext http) => http.Response.Cookies.Delete(Name, OptionsFor(http));

    // Lax: who follows a link from a mail stays signed in; writes of other sites are refused by ForeignOrigins whatever the cookie.
    private static CookieOptions OptionsFor(HttpContext http) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    };
}
