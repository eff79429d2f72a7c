using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptIntel.Bench.Workflows;

/// <param name="Text">The text that the input is about; empty where it is not about one.</param>
internal sealed record LabelledInput(string Name, string Text, JsonElement Input, JsonElement Expected)
{
    private const string ExpectedEnding = ".expected.json";

    /// <summary>The inputs of a folder in the order of their names; see the README for what files make one.</summary>
    public static IReadOnlyList<LabelledInput> ReadAll(string folder, string textField) =>
        [.. Directory.EnumerateFiles(folder, "*" + ExpectedEnding)
            .Order(StringComparer.Ordinal)
            .Select(file => Read(file[..^ExpectedEnding.Length], textField))];

    private static LabelledInput Read(string path, string textField)
    {
        string? textFile = new[] { ".txt", ".md" }.Select(ending => path + ending).FirstOrDefault(File.Exists);
        string? inputFile = new[] { ".json", ".input.json" }.Select(ending => path + ending).FirstOrDefault(File.Exists);
        JsonObject input = inputFile is null ? [] : JsonNode.Parse(File.ReadAllText(inputFile))!.AsObject();
        string text = textFile is null ? "" : File.ReadAllText(textFile);

        if (textFile is not null)
        {
            input[textField] = text;
        }

        return new LabelledInput(
            Path.GetFileName(path),
            text,
            JsonSerializer.SerializeToElement(input),
            JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path + ExpectedEnding)));
    }
}
