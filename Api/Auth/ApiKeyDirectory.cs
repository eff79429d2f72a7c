using System.Collections.Frozen;
using System.Runtime.CompilerServices;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Access;

namespace PromptIntel.Api.Auth;

/// <summary>
/// Finds the caller behind an API key: one of the configuration, or one that an operator made. Safe for concurrent use.
/// </summary>
internal sealed class ApiKeyDirectory
{
    private readonly GoodKeys _made;
    private readonly FrozenDictionary<KeyHash, KeyAnswer.Known> _configured;
    // A key's answer lives as long as the key is as it is.
    private readonly ConditionalWeakTable<GoodKey, KeyAnswer.Known> _answers = [];

    public ApiKeyDirectory(IOptions<AuthOptions> options, GoodKeys made, KeyUsages usages)
    {
        AuthOptions auth = options.Value;
        IsOpen = !auth.IsConfigured;
        _made = made;
        Configured = auth.ApiKeys;
        _configured = auth.ApiKeys.DistinctBy(key => KeyHash.Parse(key.Hash)).ToFrozenDictionary(
            key => KeyHash.Parse(key.Hash),
            key => KeyAnswer.Known.For(ToCaller(key), usages.Of(key.Name, key.RequestsPerMinute, isConfigured: true)));
    }

    /// <summary>No authentication is configured: everybody is let in.</summary>
    public bool IsOpen { get; }

    public static KeyAnswer.Known Everybody { get; } = KeyAnswer.Known.For(Caller.Open);

    /// <summary>The keys of the configuration, which only a new configuration changes.</summary>
    public IReadOnlyList<ApiKeyOptions> Configured { get; }

    /// <summary>Null for an unknown key.</summary>
    public KeyAnswer.Known? Find(HttpContext http, string key) =>
        ConnectionKey.HashOf(http, key) is not { } hash ? null
        : _configured.TryGetValue(hash, out KeyAnswer.Known? known) ? known
        : _made.Find(hash) is { } good ? _answers.GetValue(good, static made => KeyAnswer.Known.For(ToCaller(made.Key), made.Usage))
        : null;

    private static Caller ToCaller(ApiKeyOptions key) =>
        new(key.Name, Roles.TryParse(key.Role, out Role role) ? role : default, key.Trusted)
        {
            UserId = key.User,
            Namespaces = [.. key.Namespaces],
        };

    private static Caller ToCaller(AccessKey key) => new(key.Name, key.Role, IsTrusted: false) { Namespaces = key.Namespaces };
}
