using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PromptIntel.Api.OpenApi;

/// <summary>What the exporter does not see of a type: what the strict converters read, and <see cref="OneOfAttribute"/>.</summary>
internal static class DescribedSchemas
{
    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        Type type = context.JsonTypeInfo.Type;

        if (type == typeof(string) && schema.Type is null)
        {
            schema.Type = context.JsonPropertyInfo is { IsGetNullable: true }
                ? JsonSchemaType.String | JsonSchemaType.Null
                : JsonSchemaType.String;
        }
        else if (context.JsonTypeInfo.ElementType == typeof(string) && schema.Items is null)
        {
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };
        }
        else if (context.JsonTypeInfo.ElementType == typeof(JsonElement) && schema.Items is null)
        {
            schema.Items = new OpenApiSchema { Description = "Any JSON." };
        }
        else if (type == typeof(JsonElement) || type == typeof(JsonElement?))
        {
            schema.Description ??= "Any JSON.";
        }

        LeaveOut(schema, context.JsonTypeInfo);

        if (ValuesOf(context) is { } values)
        {
            schema.Enum = [.. values.Select(value => (JsonNode)JsonValue.Create(value)!)];

            if (schema.Type is { } types && types.HasFlag(JsonSchemaType.Null))
            {
                schema.Enum.Add(JsonNullSentinel.JsonNull);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The exporter writes a value that may be null as null or the value; JSON of any kind may be null by itself.</summary>
    public static void SimplifyAny(IDictionary<string, IOpenApiSchema> schemas)
    {
        foreach (OpenApiSchema schema in schemas.Values.OfType<OpenApiSchema>())
        {
            foreach ((string name, IOpenApiSchema property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            {
                if (property.OneOf?.FirstOrDefault(one => one is OpenApiSchemaReference { Reference.Id: nameof(JsonElement) }) is { } any)
                {
                    schema.Properties![name] = any;
                }
            }
        }
    }

    /// <summary>A field that is left out when it is null is not required.</summary>
    private static void LeaveOut(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute, ..])
            {
                schema.Required?.Remove(property.Name);
            }
        }
    }

    private static IReadOnlyList<string>? ValuesOf(OpenApiSchemaTransformerContext context) =>
        context.JsonPropertyInfo?.AttributeProvider is { } property
            ? property.GetCustomAttributes(typeof(OneOfAttribute), inherit: true).OfType<OneOfAttribute>().FirstOrDefault()?.Values
            : ValuesOf(context.ParameterDescription);

    private static IReadOnlyList<string>? ValuesOf(ApiParameterDescription? parameter) =>
        parameter?.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo: var info }
            ? info.GetCustomAttributes(typeof(OneOfAttribute), inherit: true).OfType<OneOfAttribute>().FirstOrDefault()?.Values
            : null;
}
