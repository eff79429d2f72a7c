using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Extraction;

using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PromptIntel.Bench.Extraction;

/// <summary>The schema and rules of the questionnaire prompt as they stand in <c>content/</c>.</summary>
internal sealed class ShippedExtraction
{
    private readonly JsonElement _schema;
    private readonly JsonElement _rules;

    private ShippedExtraction(JsonElement schema, JsonElement rules)
    {
        _schema = schema;
        _rules = rules;
    }

    public static ShippedExtraction Load(string root)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "content/schemas/league_questionnaire.json")));
        var authored = File.ReadAllText(Path.Combine(root, "content/prompts/workflows/extract_questionnaire.md"));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(authored.Split("\n---\n", 2)[0]["---\n".Length..]));
        var rules = ToJson(yaml.Documents[0].RootNode)!["config"]!["extraction"]!;

        return new ShippedExtraction(schema.RootElement.Clone(), JsonSerializer.SerializeToElement(rules));
    }

    public ExtractionAnswer Extract(string text) => Extractor.Extract(new ExtractionRequest(_schema, _rules, text));

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping =>
            new JsonObject(mapping.Children.Select(item => KeyValuePair.Create(((YamlScalarNode)item.Key).Value!, ToJson(item.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalarNode { Style: ScalarStyle.Plain } plain when decimal.TryParse(
            plain.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };
}
