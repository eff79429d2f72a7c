using System.Text.Json.Nodes;

namespace PromptIntel.Bench.Extraction;

/// <summary>A document and what a careful reader finds in it. A field that <see cref="Expected"/> does not name is not stated.</summary>
/// <param name="Set">
/// <c>tuned</c>, <c>unseen/tune</c> to <c>tune6</c> and <c>last</c>: rules and code are improved on them; <c>held_out</c>, <c>fresh</c> and
/// <c>unseen/judge</c>: written for the measurement only.
/// </param>
/// <param name="Kind">How it is written: <c>form</c>, <c>table</c>, <c>qa</c>, <c>email</c>, <c>notes</c>, <c>pdf</c>; only unseen ones
/// say.</param>
internal sealed record LabelledDocument(string Name, string Text, JsonObject Expected, string Set, string Kind)
{
    public static readonly IReadOnlyList<string> Sets =
        ["tuned", "held_out", "fresh", "unseen/tune", "unseen/tune2", "unseen/tune3", "unseen/tune4", "unseen/tune5", "unseen/tune6",
            "unseen/last", "unseen/judge"];

    /// <summary>Its texts and differences stay unread, or it judges nothing.</summary>
    public bool IsSealed => Set == "unseen/judge";

    public static IReadOnlyList<LabelledDocument> LoadAll(string root)
    {
        var folder = Path.Combine(root, "bench/Extraction/documents");

        return [.. Sets.SelectMany(set => Load(Path.Combine(folder, set), set))];
    }

    private static IEnumerable<LabelledDocument> Load(string folder, string set) =>
        Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file =>
        {
            var text = new[] { ".txt", ".md" }.Select(extension => Path.ChangeExtension(file, extension)).First(File.Exists);
            var name = Path.GetFileNameWithoutExtension(file);

            return new LabelledDocument(
                name, File.ReadAllText(text), JsonNode.Parse(File.ReadAllText(file))!.AsObject(), set, set.StartsWith("unseen",
                StringComparison.Ordinal) ? name.Split('_')[0] : "");
        });
}
