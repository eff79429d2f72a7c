using System.Collections.Immutable;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows;

/// <summary>A reference as written: <c>[namespace/]name[@version|@label]</c>.</summary>
public sealed record ComponentReference(string? Namespace, string Name, VersionSelector Version)
{
    /// <summary>Where a bare name of a component is looked for, in this order.</summary>
    private static readonly ImmutableArray<string> ComponentNamespaces = ["components", "workflows"];

    /// <summary>Null when the text breaks the syntax of namespaces, names or labels.</summary>
    public static ComponentReference? TryParse(string text)
    {
        int at = text.LastIndexOf('@');
        string path = at < 0 ? text : text[..at];
        string? version = at < 0 ? null : text[(at + 1)..];
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        string? space = slash < 0 ? null : path[..slash];
        string name = slash < 0 ? path : path[(slash + 1)..];
        bool valid = (space is null || EntryKey.IsNamespace(space)) && EntryKey.IsName(name) && (version is null || IsVersion(version));
        return valid ? new ComponentReference(space, name, version is null ? default : VersionSelector.Parse(version)) : null;
    }

    /// <summary>The keys it may mean, the first that exists wins.</summary>
    public ImmutableArray<EntryKey> Candidates() => Candidates(ComponentNamespaces);

    /// <summary>The keys it may mean when a bare name is looked for in these namespaces.</summary>
    public ImmutableArray<EntryKey> Candidates(ImmutableArray<string> namespaces) =>
        Namespace is { } space ? [new EntryKey(space, Name)] : [.. namespaces.Select(candidate => new EntryKey(candidate, Name))];

    public override string ToString() =>
        (Namespace is null ? Name : $"{Namespace}/{Name}") + (Version.IsDefault ? "" : $"@{Version}");

    private static bool IsVersion(string text) =>
        text.Length is > 0 and <= 64
        && (char.IsAsciiDigit(text[0])
            ? text[0] != '0' && text.Length <= 9 && text.All(char.IsAsciiDigit)
            : char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'));
}
