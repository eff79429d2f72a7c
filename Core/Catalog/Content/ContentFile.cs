using System.Collections.Immutable;
using System.Security.Cryptography;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Catalog.Content;

/// <summary>One file of a content directory: where it stands says its kind, namespace and default name.</summary>
internal sealed class ContentFile
{
    private readonly byte[] _bytes;

    private ContentFile(string path, EntryKind kind, EntryKey key, byte[] bytes)
    {
        RelativePath = path;
        Kind = kind;
        DefaultKey = key;
        _bytes = bytes;
        Hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    public string RelativePath { get; }

    public EntryKind Kind { get; }

    public EntryKey DefaultKey { get; }

    public string Hash { get; }

    /// <summary>The files of a directory in an order that does not depend on the file system.</summary>
    public static async IAsyncEnumerable<ContentFile> ReadAllAsync(
        string directory, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string relative = Path.GetRelativePath(directory, path).Replace('\\', '/');
            if (PlaceOf(relative) is var (kind, space))
            {
                byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken);
                yield return new ContentFile(relative, kind, new EntryKey(space, Path.GetFileNameWithoutExtension(relative)), bytes);
            }
        }
    }

    public (EntryKey Key, AuthoredEntry Entry) Parse()
    {
        AuthoredEntry entry = Utf8Text.Decode(_bytes, out EntryError? fault) is { } text
            ? AuthoredText.Parse(Kind, text)
            : new AuthoredEntry(null, null, null, [fault!]);
        var key = new EntryKey(entry.Namespace ?? DefaultKey.Namespace, entry.Name ?? DefaultKey.Name);
        if (EntryKey.IsNamespace(key.Namespace) && EntryKey.IsName(key.Name))
        {
            return (key, entry);
        }

        var error = new EntryError("name", $"'{key}' is not namespace/name.") { Line = 1 };
        return (key, entry with { Draft = null, Errors = entry.Errors.Add(error) });
    }

    /// <summary>The first hundred errors with their lines and columns in the file, and behind them how many more there are.</summary>
    public ImmutableArray<EntryError> Place(ImmutableArray<EntryError> errors) =>
        YamlPlaces.PlaceFirst(errors, Utf8Text.Decode(_bytes, out _) is { } text ? YamlPlaces.Read(text) : null);

    private static (EntryKind Kind, string Namespace)? PlaceOf(string path)
    {
        string[] parts = path.Split('/');
        string extension = Path.GetExtension(path);
        bool isYaml = extension is ".yaml" or ".yml";
        return parts switch
        {
            ["prompts", var space, ..] when parts.Length > 2 && extension == ".md" => (EntryKind.Prompt, space),
            ["schemas", ..] when extension == ".json" => (EntryKind.Schema, "components"),
            ["config", ..] when isYaml || extension == ".json" => (EntryKind.Config, "components"),
            ["components", "operations", ..] when isYaml => (EntryKind.Operation, "components"),
            ["components", "recipes", ..] when isYaml => (EntryKind.Recipe, "workflows"),
            ["components", "solvers", ..] when isYaml => (EntryKind.Solver, "workflows"),
            _ => null,
        };
    }
}
