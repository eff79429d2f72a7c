using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Bench.Search;

/// <summary>The prompts of a file, a JSON object a line, as catalog entries.</summary>
internal static class LibraryPrompts
{
    public static IReadOnlyList<EntryState> Read(string path) =>
    [
        .. File.ReadLines(path).Where(line => line.Length > 0).Select(line =>
        {
            LibraryPrompt prompt = JsonSerializer.Deserialize<LibraryPrompt>(line, JsonSerializerOptions.Web)!;
            EntryKey key = EntryKey.TryParse(prompt.Id, null, out EntryKey parsed) ? parsed : throw new FormatException(prompt.Id);
            JsonElement body = JsonSerializer.SerializeToElement(new { messages = new[] { new { content = prompt.Text } } });
            return ContentPrompts.State(key, prompt.Description ?? "", [.. prompt.Tags], body);
        }),
    ];

    private sealed record LibraryPrompt(string Id, string? Description, string[] Tags, string Text);
}
