using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

using PromptIntel.Core.Access;

namespace PromptIntel.Api.Auth;

/// <summary>
/// Keys with which this process asks itself: 256 random bits each that never leave the machine, a reader's, and worth nothing once they are
/// forgotten. Safe for concurrent use.
/// </summary>
internal sealed class OwnKey
{
    private ImmutableList<string> _keys = [];

    public KeyAnswer.Known Answer { get; } = KeyAnswer.Known.For(new Caller(null, Role.Reader, IsTrusted: false));

    /// <summary>A new key, good until <see cref="Forget"/>.</summary>
    public string Make()
    {
        string key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        ImmutableInterlocked.Update(ref _keys, static (keys, one) => keys.Add(one), key);
        return key;
    }

    public bool Is(string key) =>
        _keys is { IsEmpty: false } keys && Encoding.UTF8.GetBytes(key) is var text
        && keys.Exists(one => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), text));

    public void Forget(string key) => ImmutableInterlocked.Update(ref _keys, static (keys, one) => keys.Remove(one), key);
}
