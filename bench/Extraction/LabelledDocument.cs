using System.Text.Json.Nodes;

namespace PromptIntel.Bench.Extraction;

/// <summary>A document and what a careful reader finds in it. A field that <see cref="Expected"/> does not name is not stated.</summary>
/// <param name="Set"><c>tuned</c>; <c>held_out</c> or <c>fresh</c>: written for the measurement only, rules and
/// code are never changed for its sake.</param>
internal sealed record LabelledDocument(string Name, string Text, JsonObject Expected, string Set)
{
    public static IReadOnlyList<LabelledDocument> LoadAll(string root)
    {
        var folder = Path.Combine(root, "bench/Extraction/documents");

        return [.. new[] { "tuned", "held_out", "fresh" }.SelectMany(set => Load(Path.Combine(folder, set), set))];
    }

    private static IEnumerable<LabelledDocument> Load(string folder, string set) =>
        Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file =>
        {
            var text = new[] { ".txt", ".md" }.Select(extension => Path.ChangeExtension(file, extension)).First(File.Exists);

            return new LabelledDocument(
                Path.GetFileNameWithoutExtension(file), File.ReadAllText(text), JsonNode.Parse(File.ReadAllText(file))!.AsObject(), set);
        });
}
