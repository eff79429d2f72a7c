using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

using YamlDotNet.Serialization;

namespace PromptIntel.Core.Tests.Leagues;

/// <summary>The entries that the league workflow uses, read from the shipped files.</summary>
internal static class ShippedContent
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();

    private static readonly Lazy<ImmutableDictionary<EntryKey, EntryVersion>> All = new(Load);

    public static ImmutableDictionary<EntryKey, EntryVersion> Entries => All.Value;

    public static string Root { get; } = FindRoot();

    public static JsonElement Operation(string name) => Read(Path.Combine(Root, "components", "operations", $"{name}.yaml"));

    public static T Config<T>(string name) =>
        Entries[new EntryKey("components", name)].Body.GetProperty("data").Deserialize<T>(Core.Leagues.LeagueJson.Strict)!;

    private static ImmutableDictionary<EntryKey, EntryVersion> Load()
    {
        var entries = ImmutableDictionary.CreateBuilder<EntryKey, EntryVersion>();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Root, "config"), "*.yaml"))
        {
            JsonElement config = Read(file);
            Add("components", file, EntryKind.Config, config, new { format_version = 1, data = config.GetProperty("data") });
        }

        foreach (string file in new[] { "contracts", "legal", "workflows" }.SelectMany(
            space => Directory.EnumerateFiles(Path.Combine(Root, "prompts", space), "*.md")))
        {
            string[] parts = File.ReadAllText(file).ReplaceLineEndings("\n").Split("---\n", 3);
            JsonElement front = ToJson(parts[1]);
            JsonElement Part(string name) =>
                front.TryGetProperty(name, out JsonElement part) ? part : JsonSerializer.SerializeToElement(new { });
            bool isText = front.TryGetProperty("type", out JsonElement type) && type.GetString() == "text";
            Add(Path.GetFileName(Path.GetDirectoryName(file))!, file, EntryKind.Prompt, front, new
            {
                format_version = 1,
                type = isText ? "text" : "chat",
                messages = new[] { new { role = "user", content = parts[2] } },
                variables = Part("variables"),
                config = Part("config"),
            });
        }

        return entries.ToImmutable();

        void Add(string space, string file, EntryKind kind, JsonElement front, object body)
        {
            var key = new EntryKey(space, Path.GetFileNameWithoutExtension(file));
            entries[key] = new EntryVersion
            {
                Key = key,
                Kind = kind,
                Number = 1,
                Description = front.GetProperty("description").GetString()!,
                Tags = front.TryGetProperty("tags", out JsonElement tags) ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)] : [],
                Content = JsonSerializer.SerializeToElement(body),
                ContentHash = $"{key}",
                Source = VersionSource.Content,
                CreatedAt = DateTimeOffset.UnixEpoch,
            };
        }
    }

    private static JsonElement Read(string file) => ToJson(File.ReadAllText(file));

    private static JsonElement ToJson(string yaml) => JsonSerializer.SerializeToElement(Yaml.Deserialize<object>(yaml));

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "PromptIntel.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(directory!.FullName, "content");
    }
}
