using System.Text.Json.Nodes;

namespace PromptIntel.Bench.Extraction;

/// <summary>A document and what a careful reader finds in it. A field that <see cref="Expected"/> does not name is not stated.</summary>
/// <param name="IsHeldOut">Written for the measurement only: rules and code are never changed for its sake.</param>
internal sealed record LabelledDocument(string Name, string Text, JsonObject Expected, bool IsHeldOut)
{
    public static IReadOnlyList<LabelledDocument> LoadAll(string root)
    {
        var folder = Path.Combine(root, "bench/Extraction/documents");

        return [.. Load(Path.Combine(folder, "tuned"), isHeldOut: false), .. Load(Path.Combine(folder, "held_out"), isHeldOut: true)];
    }

    private static IEnumerable<LabelledDocument> Load(string folder, bool isHeldOut) =>
        Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file =>
        {
            var text = new[] { ".txt", ".md" }.Select(extension => Path.ChangeExtension(file, extension)).First(File.Exists);

            return new LabelledDocument(Path.GetFileNameWithoutExtension(file), File.ReadAllText(text), JsonNode.Parse(File.ReadAllText(file))!.AsObject(), isHeldOut);
        });
}
