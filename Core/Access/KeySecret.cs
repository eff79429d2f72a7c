using System.Buffers.Text;
using System.Security.Cryptography;

namespace PromptIntel.Core.Access;

/// <summary>A new key: 256 random bits, shown to whoever asked for it and kept nowhere.</summary>
public readonly record struct KeySecret(string Text)
{
    private const string Prefix = "pi_";

    public static KeySecret Make() => new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    public KeyHash Hash => KeyHash.Of(Text) ?? throw new InvalidOperationException("The secret is empty.");

    /// <summary>Not the secret: it must not get into a log by accident.</summary>
    public override string ToString() => $"{Prefix}...";
}
