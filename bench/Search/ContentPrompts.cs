using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

using YamlDotNet.Serialization;

namespace PromptIntel.Bench.Search;

/// <summary>The prompts of the content folder as catalog entries; enough of each for search.</summary>
internal static class ContentPrompts
{
    /// <summary>The repository's folder of that name, found by walking up from where the program lies.</summary>
    public static string FindFolder(string relative)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, relative);
            if (File.Exists(Path.Combine(at.FullName, "PromptIntel.sln")) && Path.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException($"No {relative} above {AppContext.BaseDirectory}.");
    }

    public static IReadOnlyList<EntryState> Read(string promptsFolder)
    {
        IDeserializer yaml = new DeserializerBuilder().Build();
        return [.. Directory.EnumerateFiles(promptsFolder, "*.md", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => ReadFile(path, yaml))];
    }

    /// <summary>An entry with one version, which is what everybody gets.</summary>
    public static EntryState State(EntryKey key, string description, ImmutableArray<string> tags, JsonElement body, int version = 1)
    {
        EntryVersion current = new()
        {
            Key = key,
            Kind = EntryKind.Prompt,
            Number = version,
            Description = description,
            Tags = tags,
            Content = body,
            ContentHash = "",
            Source = VersionSource.Content,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        return new EntryState
        {
            Key = key,
            Kind = EntryKind.Prompt,
            Position = version,
            LatestVersion = version,
            Labels = ImmutableDictionary<string, int>.Empty,
            Versions = ImmutableDictionary<int, EntryVersion>.Empty.Add(version, current),
            SuggestionsCount = 0,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    private static EntryState ReadFile(string path, IDeserializer yaml)
    {
        string[] parts = File.ReadAllText(path).Split("\n---\n", 2);
        var front = yaml.Deserialize<Dictionary<string, object>>(parts[0].TrimStart('-'));
        EntryKey key = new(Path.GetFileName(Path.GetDirectoryName(path)!), Path.GetFileNameWithoutExtension(path));
        ImmutableArray<string> tags =
            [.. front.TryGetValue("tags", out object? given) ? ((List<object>)given).Select(tag => tag.ToString()!) : []];
        JsonElement body = JsonSerializer.SerializeToElement(new { messages = new[] { new { content = parts[1] } } });
        return State(key, front["description"].ToString()!, tags, body);
    }
}
