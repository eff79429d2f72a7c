using System.Text.Json.Nodes;

using Microsoft.OpenApi;

namespace PromptIntel.Api.OpenApi;

/// <summary>
/// The examples of <c>openapi/examples.json</c>: by operation what was asked of a real installation and what it answered, shortened. A test
/// records them.
/// </summary>
internal static class RecordedExamples
{
    private static readonly JsonObject Recorded = Read();

    public static void Add(OpenApiOperation operation)
    {
        if (Recorded[operation.OperationId!] is not JsonObject example)
        {
            return;
        }

        foreach (OpenApiParameter parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            string? text = example["parameters"]?[parameter.Name!]?.ToString();
            bool isText = parameter.Schema?.Type is { } types && types.HasFlag(JsonSchemaType.String);
            parameter.Example = text is null || isText ? text : JsonNode.Parse(text);
        }

        Add(operation.RequestBody?.Content, example["request"]);

        foreach ((string status, IOpenApiResponse response) in operation.Responses!)
        {
            Add(response.Content, example["responses"]?[status]);
        }
    }

    /// <param name="example">The body by its media type.</param>
    private static void Add(IDictionary<string, OpenApiMediaType>? content, JsonNode? example)
    {
        foreach ((string mediaType, OpenApiMediaType body) in content ?? new Dictionary<string, OpenApiMediaType>())
        {
            body.Example = example?[mediaType]?.DeepClone();
        }
    }

    private static JsonObject Read()
    {
        using Stream stream = typeof(RecordedExamples).Assembly.GetManifestResourceStream("examples.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
