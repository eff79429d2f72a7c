using System.Text.Json;

namespace PromptIntel.Extraction.Tests;

/// <summary>Short forms for tests of the extractor.</summary>
internal static class Extracting
{
    public static ExtractionAnswer Run(string schema, string rules, string text) =>
        Extractor.Extract(new ExtractionRequest(Json(schema), Json(rules), text));

    /// <summary>The value of one field of the given type, named <c>value</c>, as raw JSON.</summary>
    public static string One(string fieldSchema, string rule, string text) =>
        Run($$"""{"type":"object","properties":{ "value": {{fieldSchema}} } }""", $$"""{"fields":{ "value": {{rule}} } }""", text).Value
            .GetProperty("value")
            .GetRawText();

    public static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);

        return document.RootElement.Clone();
    }
}
