using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary>A member that a schema speaks of by name.</summary>
/// <param name="RequiredIndex">Below 0 when it may be missing.</param>
internal sealed record Member(byte[] Name, SchemaNode? Schema, int RequiredIndex);

/// <summary>Finds what a schema says of a member by the bytes of its name, without making a text of it.</summary>
internal sealed class MemberTable
{
    private readonly Dictionary<byte[], int> _byName = new(Utf8Comparer.Instance);
    private readonly List<Member> _members = [];
    private readonly List<string> _required = [];

    public int RequiredCount => _required.Count;

    public string Required(int index) => _required[index];

    public void Declare(string name, SchemaNode schema) => Set(name, member => member with { Schema = schema });

    public void Require(string name) => Set(name, member =>
    {
        if (member.RequiredIndex >= 0)
        {
            return member;
        }

        _required.Add(name);
        return member with { RequiredIndex = _required.Count - 1 };
    });

    /// <param name="expected">The one after the last that was found: most values have the order of their schema.</param>
    public Member? Find(JsonProperty property, ref int expected)
    {
        if (_members.Count == 0)
        {
            return null;
        }

        if (expected < _members.Count && property.NameEquals(_members[expected].Name))
        {
            return _members[expected++];
        }

        ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(property);
        name = name.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(property.Name) : name;

        if (!_byName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out int found))
        {
            return null;
        }

        expected = found + 1;
        return _members[found];
    }

    private void Set(string name, Func<Member, Member> change)
    {
        byte[] key = Encoding.UTF8.GetBytes(name);

        if (_byName.TryGetValue(key, out int index))
        {
            _members[index] = change(_members[index]);
        }
        else
        {
            _byName.Add(key, _members.Count);
            _members.Add(change(new Member(key, null, -1)));
        }
    }

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
