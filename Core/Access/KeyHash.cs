using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PromptIntel.Core.Access;

/// <summary>
/// The SHA-256 of a key, all that is ever kept of one. Looked up in a table like any value: whoever measures how long that takes learns
/// about the hash of his own guess, which says nothing of the key of another.
/// </summary>
public readonly record struct KeyHash
{
    private const int LongestSecret = 512;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private KeyHash(ReadOnlySpan<byte> hash)
    {
        _high = BinaryPrimitives.ReadUInt128BigEndian(hash);
        _low = BinaryPrimitives.ReadUInt128BigEndian(hash[16..]);
    }

    /// <summary>Null for what can be no key: nothing, or more than 512 characters. Allocates nothing.</summary>
    public static KeyHash? Of(string secret)
    {
        if (string.IsNullOrEmpty(secret) || secret.Length > LongestSecret)
        {
            return null;
        }

        Span<byte> text = stackalloc byte[LongestSecret * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(secret, text)], hash);
        return new KeyHash(hash);
    }

    /// <summary>64 hexadecimal digits.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static KeyHash Parse(string hex)
    {
        byte[] hash = Convert.FromHexString(hex);
        return hash.Length == SHA256.HashSizeInBytes ? new KeyHash(hash) : throw new FormatException("A hash has 64 hexadecimal digits.");
    }

    public override string ToString()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(hash, _high);
        BinaryPrimitives.WriteUInt128BigEndian(hash[16..], _low);
        return Convert.ToHexStringLower(hash);
    }
}
