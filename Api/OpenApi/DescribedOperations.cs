using System.Globalization;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PromptIntel.Api.OpenApi;

/// <summary>
/// Says of an operation what its route's metadata tells: the role it is for, how large a body may be, headers of the request and the
/// answers, the shapes of its events, problems, and the recorded example.
/// </summary>
internal static class DescribedOperations
{
    public const string Problem = "Problem";

    private static readonly Dictionary<string, OpenApiMediaType> NoContent = [];

    public static async Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Description ??= Describe(operation, metadata);
        operation.Responses ??= [];
        WriteTextsAsText(operation);
        AddRequestHeaders(operation, metadata, context.Document!);
        AddAnsweredHeaders(operation, metadata);

        if (metadata.OfType<EventShapes>().LastOrDefault() is { } events)
        {
            await StreamSchemas.AddAsync(operation, events, context, cancellationToken);
        }

        RecordedExamples.Add(operation);
        operation.Responses["4XX"] = new OpenApiResponseReference(Problem, context.Document);
        operation.Responses["default"] = new OpenApiResponseReference(Problem, context.Document);
    }

    /// <summary>An answer that is JSON or a text has one type for the exporter.</summary>
    private static void WriteTextsAsText(OpenApiOperation operation)
    {
        foreach ((string mediaType, OpenApiMediaType content) in operation.Responses!.Values.SelectMany(one => one.Content ?? NoContent))
        {
            if (mediaType.StartsWith("text/", StringComparison.Ordinal))
            {
                content.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            }
        }
    }

    private static string Describe(OpenApiOperation operation, IList<object> metadata)
    {
        string role = metadata.OfType<IAuthorizeData>().LastOrDefault(data => data.Policy is not null)?.Policy ?? "reader";
        string text = $"{operation.Summary}. For callers with the role {role} or a higher one.";
        long? largest = metadata.OfType<IRequestSizeLimitMetadata>().LastOrDefault()?.MaxRequestBodySize;
        return operation.RequestBody is null || largest is not { } bytes
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text} The body may have {bytes >> 20} MiB unless configured otherwise.");
    }

    private static void AddRequestHeaders(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        IEnumerable<HeaderField> fields = metadata.OfType<ReadHeaders>().SelectMany(headers => headers.Fields);

        if (operation.Responses!.ContainsKey("304"))
        {
            fields = fields.Append(HeaderField.IfNoneMatch);
        }

        operation.Parameters ??= [];

        foreach (HeaderField field in fields.Append(HeaderField.MinPosition))
        {
            operation.Parameters.Add(new OpenApiParameterReference(field.Name, document));
        }
    }

    private static void AddAnsweredHeaders(OpenApiOperation operation, IList<object> metadata)
    {
        HeaderField[] always = [.. metadata.OfType<AnsweredHeaders>().SelectMany(headers => headers.Fields)];
        bool isConditional = operation.Responses!.ContainsKey("304");

        foreach ((string status, IOpenApiResponse response) in operation.Responses)
        {
            IEnumerable<HeaderField> fields = status switch
            {
                "201" => [.. always, HeaderField.Location],
                "202" => [.. always, HeaderField.Location, HeaderField.RetryAfter],
                "304" => [HeaderField.ETag],
                "200" when isConditional => [.. always, HeaderField.ETag],
                "200" => always,
                _ => [],
            };
            Dictionary<string, IOpenApiHeader> headers = fields.DistinctBy(field => field.Name)
                .ToDictionary(field => field.Name, field => (IOpenApiHeader)field.ToHeader());

            if (headers.Count > 0 && response is OpenApiResponse own)
            {
                own.Headers = headers;
            }
        }
    }
}
