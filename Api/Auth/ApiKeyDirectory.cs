using System.Security.Cryptography;
using System.Text;

using Microsoft.Extensions.Options;

namespace PromptIntel.Api.Auth;

/// <summary>Finds the caller behind an API key. Immutable; safe for concurrent use.</summary>
internal sealed class ApiKeyDirectory
{
    private const int LongestKey = 512;

    private readonly (byte[] Hash, KeyAnswer.Known Answer)[] _keys;

    public ApiKeyDirectory(IOptions<AuthOptions> options)
    {
        AuthOptions auth = options.Value;
        IsOpen = !auth.IsConfigured;
        _keys = [.. auth.ApiKeys.Select(key => (Convert.FromHexString(key.Hash), KeyAnswer.Known.For(ToCaller(key))))];
    }

    /// <summary>No authentication is configured: everybody is let in.</summary>
    public bool IsOpen { get; }

    public static KeyAnswer.Known Everybody { get; } = KeyAnswer.Known.For(Caller.Open);

    /// <summary>
    /// Null for an unknown key. Takes the same time for a near miss as for a far one, and for the first key as for the last.
    /// </summary>
    public KeyAnswer.Known? Find(string key)
    {
        if (key.Length is 0 or > LongestKey)
        {
            return null;
        }

        Span<byte> text = stackalloc byte[LongestKey * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(key, text)], hash);
        KeyAnswer.Known? found = null;

        foreach ((byte[] known, KeyAnswer.Known answer) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
            {
                found = answer;
            }
        }

        return found;
    }

    private static Caller ToCaller(ApiKeyOptions key) =>
        new(key.Name, Enum.Parse<Role>(key.Role, ignoreCase: true), key.Trusted) { UserId = key.User };
}
