using Microsoft.AspNetCore.Connections.Features;

using PromptIntel.Core.Access;

namespace PromptIntel.Api.Auth;

/// <summary>
/// The key that a connection showed last and its hash: the server hands out the same string as long as a client of HTTP/1 repeats a header,
/// so what would be a twentieth of a read from memory is done once for each connection. Holds no longer than the connection.
/// </summary>
internal sealed class ConnectionKey
{
    private string? _text;
    private KeyHash? _hash;

    /// <summary>As <see cref="KeyHash.Of"/>.</summary>
    public static KeyHash? HashOf(HttpContext http, string key)
    {
        // Requests of HTTP/1 on one connection follow each other; others are answered beside each other, and must share nothing.
        if (!HttpProtocol.IsHttp11(http.Request.Protocol)
            || http.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
        {
            return KeyHash.Of(key);
        }

        if (!items.TryGetValue(typeof(ConnectionKey), out object? held))
        {
            items[typeof(ConnectionKey)] = held = new ConnectionKey();
        }

        return ((ConnectionKey)held!).Hash(key);
    }

    private KeyHash? Hash(string key)
    {
        if (!ReferenceEquals(_text, key))
        {
            (_text, _hash) = (key, KeyHash.Of(key));
        }

        return _hash;
    }
}
