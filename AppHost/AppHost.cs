using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

// A user secret or environment variable of the AppHost. Without a key the offline extractor answers, so a fresh clone runs as it is.
var openAiKey = builder.ExecutionContext.IsPublishMode || builder.Configuration["OPENAI_API_KEY"] is { Length: > 0 }
    ? builder.AddParameterFromConfiguration("openai-api-key", "OPENAI_API_KEY", secret: true)
    : null;

var api = builder.AddProject<Projects.PromptIntel_Api>("api")
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => url.DisplayText = "Start page")
    .WithUrlForEndpoint("http", _ => new() { Url = "/docs", DisplayText = "API reference" });

if (openAiKey is not null)
{
    api.WithEnvironment("OPENAI_API_KEY", openAiKey);
}

builder.Build().Run();
