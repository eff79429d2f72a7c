using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Json;
using PromptIntel.Core.Storage;
using PromptIntel.Web.Forms;

namespace PromptIntel.Web.Pages.Playground;

/// <summary>Values that an author keeps with a prompt: the <c>examples</c> of the JSON Schema of its variables.</summary>
internal static class PromptExamples
{
    /// <summary>As many as a choice shows; more can be kept by the API.</summary>
    public const int Most = 50;

    private const string Keyword = "examples";
    private const int LongestTitle = 60;

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = StorableJson.MaxWrappedDepth };

    public static IReadOnlyList<JsonElement> Of(JsonElement variables) =>
        variables.ValueKind == JsonValueKind.Object && variables.TryGetProperty(Keyword, out JsonElement examples)
        && examples.ValueKind == JsonValueKind.Array
            ? [.. examples.EnumerateArray().Where(example => example.ValueKind == JsonValueKind.Object).Take(Most)]
            : [];

    /// <summary>
    /// The content of a prompt with one example more, in place of what is no list of them; null when it has it already.
    /// </summary>
    public static JsonElement? Add(JsonElement content, JsonElement values)
    {
        JsonObject changed = JsonObject.Create(content)!;
        var variables = (JsonObject)(changed["variables"] ??= new JsonObject { ["type"] = "object" });

        if (variables[Keyword] is not JsonArray examples)
        {
            variables[Keyword] = examples = [];
        }

        JsonObject example = JsonObject.Create(values)!;

        if (examples.Any(kept => JsonNode.DeepEquals(kept, example)))
        {
            return null;
        }

        examples.Add(example);
        return JsonSerializer.SerializeToElement(changed, Deep);
    }

    /// <summary>The beginning of an example's first value, to tell it from the others.</summary>
    public static string Title(JsonElement example)
    {
        string text = example.EnumerateObject().Select(value => SchemaField.Write(value.Value))
            .FirstOrDefault(value => value.Length > 0) ?? "";
        string line = text.Trim().Split('\n', 2)[0].TrimEnd();
        return line.Length <= LongestTitle ? line : $"{StorableText.Beginning(line, LongestTitle)}…";
    }
}
