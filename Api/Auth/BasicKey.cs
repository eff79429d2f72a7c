using System.Net.Http.Headers;
using System.Text;

namespace PromptIntel.Api.Auth;

/// <summary>
/// The key as the password of basic authentication, whatever the user's name: how Langfuse's clients send it, and below their path only.
/// A browser keeps such a password and would lend it to any page.
/// </summary>
internal static class BasicKey
{
    private const string Path = "/api/public";
    private const string Scheme = "Basic";

    /// <summary>Null where there is none.</summary>
    public static string? Find(HttpRequest request)
    {
        if (!request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase)
            || !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out AuthenticationHeaderValue? header)
            || !Scheme.Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
            || header.Parameter is not { Length: <= 4_096 } encoded)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[encoded.Length];

        if (!Convert.TryFromBase64String(encoded, bytes, out int length))
        {
            return null;
        }

        string pair = Encoding.UTF8.GetString(bytes[..length]);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }
}
