using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

using PromptIntel.Api.Auth;

namespace PromptIntel.Api.OpenApi;

/// <summary>The OpenAPI document and its reference page; a test compares the document with the committed <c>openapi/v1.json</c>.</summary>
internal static class ApiDescription
{
    public const string DocumentPath = "/openapi/v1.json";

    private const string ProblemMediaType = "application/problem+json";

    private static readonly Dictionary<string, string> Tags = new()
    {
        ["Analytics"] = "What ran, how often and how well.",
        ["Batches"] = "A workflow on many inputs.",
        ["Catalog"] = "Prompts and components: versions, labels, suggestions, changes.",
        ["Documents"] = "Uploads of PDF and text, and what was read in them.",
        ["Execution"] = "Runs of workflows and prompts: start, watch, answer, fork, compare.",
        ["Keys"] = "Who may call what, and how often.",
        ["Leagues"] = "League examples, records and contracts.",
        ["Operations"] = "How the installation is, and its jobs.",
        ["Search"] = "Prompts by what they are for.",
        ["Users"] = "A user's preferences, history and feedback.",
        ["Workflows"] = "What can run, and what it is made of.",
    };

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(DescribeDocument);
        options.AddOperationTransformer(DescribedOperations.DescribeAsync);
        options.AddSchemaTransformer(DescribedSchemas.DescribeAsync);
    });

    /// <summary>The document, and the page that shows it.</summary>
    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.MapReferencePage();
    }

    private static Task DescribeDocument(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "PromptIntel",
            Version = "v1",
            Description = "Versioned, searchable, executable prompts and workflows.",
            Contact = new OpenApiContact { Name = "Whoever runs the installation" },
            License = new OpenApiLicense { Name = "All rights reserved", Identifier = "LicenseRef-All-Rights-Reserved" },
        };
        // Where it listens is no property of the API: it is where the document was read.
        document.Servers = [new OpenApiServer { Url = "/", Description = "The installation that gave this document." }];

        foreach (OpenApiTag tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = Tags[tag.Name!];
        }

        OpenApiComponents components = document.Components ??= new OpenApiComponents();
        components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [ApiKeyAuthentication.Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeyAuthentication.Header
            },
            [IdTokens.Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "An ID token of Firebase or of the configured OpenID Connect issuer, where users sign in."
            },
        };
        components.Parameters = HeaderField.OfRequests.ToDictionary(field => field.Name, field => (IOpenApiParameter)field.ToParameter());
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        DescribedSchemas.SimplifyAny(components.Schemas);
        components.Schemas[DescribedOperations.Problem] = ProblemSchema();
        components.Responses = new Dictionary<string, IOpenApiResponse> { [DescribedOperations.Problem] = ProblemResponse(document) };
        document.Security = [Requirement(ApiKeyAuthentication.Scheme, document), Requirement(IdTokens.Scheme, document)];
        return Task.CompletedTask;
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static OpenApiResponse ProblemResponse(OpenApiDocument document) => new()
    {
        Description = "A problem (RFC 9457)",
        Headers = new Dictionary<string, IOpenApiHeader> { [HeaderField.RetryAfter.Name] = HeaderField.RetryAfter.ToHeader() },
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ProblemMediaType] = new() { Schema = new OpenApiSchemaReference(DescribedOperations.Problem, document) },
        },
    };

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", "title", "status", "code", "trace_id" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable; what a client switches on." },
            ["trace_id"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "By field: what is allowed.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String }
                },
            },
        },
    };
}
