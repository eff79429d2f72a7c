using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Catalog;

/// <summary>The identity of everything versioned: a namespace and a case-sensitive name within it. Written <c>namespace/name</c>.</summary>
public readonly partial record struct EntryKey(string Namespace, string Name) : IComparable<EntryKey>
{
    /// <summary>What a namespace may be: lower case letters, digits, <c>_</c> and <c>-</c>, 1 to 64 characters.</summary>
    public const string NamespacePattern = "^[a-z0-9][a-z0-9_-]{0,63}$";

    /// <summary>What a name may be: letters, digits, space, <c>_</c>, <c>.</c> and <c>-</c>, 1 to 128 characters.</summary>
    public const string NamePattern = "^[A-Za-z0-9][A-Za-z0-9 _.-]{0,127}$";

    public static bool IsNamespace([NotNullWhen(true)] string? text) => text is not null && NamespaceSyntax().IsMatch(text);

    public static bool IsName([NotNullWhen(true)] string? text) => text is not null && NameSyntax().IsMatch(text);

    /// <summary>
    /// Reads <c>namespace/name</c>, or a bare name in <paramref name="defaultNamespace"/>; false when either part breaks its syntax.
    /// </summary>
    public static bool TryParse(string text, string? defaultNamespace, out EntryKey key)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        (string? space, string name) = slash < 0 ? (defaultNamespace, text) : (text[..slash], text[(slash + 1)..]);
        bool valid = IsNamespace(space) && IsName(name);
        key = valid ? new EntryKey(space!, name) : default;
        return valid;
    }

    /// <summary>
    /// Of the name alone: hardly any is in two namespaces, and hashing both would be most of what a read from memory costs.
    /// </summary>
    public override int GetHashCode() => Name?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public int CompareTo(EntryKey other)
    {
        int order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    public static bool operator <(EntryKey left, EntryKey right) => left.CompareTo(right) < 0;

    public static bool operator >(EntryKey left, EntryKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(EntryKey left, EntryKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EntryKey left, EntryKey right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Namespace}/{Name}";

    // RegexOptions: `$` would accept a trailing newline, `\z` does not; the published patterns stay in the common dialect.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamespaceSyntax();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9 _.-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameSyntax();
}
