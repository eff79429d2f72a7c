using System.Text.Json.Nodes;

using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

using PromptIntel.Api.Hosting;

namespace PromptIntel.Api.OpenApi;

/// <summary>
/// The schema of one event of a stream: its <c>id</c>, <c>event</c> and <c>data</c>, the last one parsed. OpenAPI 3.1 has no word for a
/// sequence of them, so the answer's description says that it is one.
/// </summary>
internal static class StreamSchemas
{
    public static async Task AddAsync(
        OpenApiOperation operation, EventShapes events, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        OpenApiDocument document = context.Document!;
        List<IOpenApiSchema> shapes = [];

        foreach (EventShape shape in events.Shapes)
        {
            OpenApiSchema data = await context.GetOrCreateSchemaAsync(shape.Data, cancellationToken: cancellationToken);
            string name = data.Metadata?.TryGetValue("x-schema-id", out object? id) == true ? (string)id : shape.Data.Name;
            document.AddComponent<IOpenApiSchema>(name, data);
            shapes.Add(ToSchema(shape, new OpenApiSchemaReference(name, document)));
        }

        document.AddComponent<IOpenApiSchema>(events.Name, new OpenApiSchema
        {
            Description = "One event. `data` is JSON, written in one line.",
            OneOf = shapes,
        });
        var response = (OpenApiResponse)operation.Responses!["200"];
        response.Description = "Server-sent events, each of this shape. A line that begins with a colon means nothing.";
        response.Content![EventStream.MediaType].Schema = new OpenApiSchemaReference(events.Name, document);
    }

    private static OpenApiSchema ToSchema(EventShape shape, OpenApiSchemaReference data)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "event", "data" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["event"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. shape.Types.Select(type => (JsonNode)JsonValue.Create(type)!)],
                },
                ["data"] = data,
            },
            AdditionalPropertiesAllowed = false,
        };

        if (shape.IsKept)
        {
            schema.Properties["id"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "For `Last-Event-ID`." };
            schema.Required.Add("id");
        }

        return schema;
    }
}
