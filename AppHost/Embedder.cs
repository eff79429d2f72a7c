// Marked experimental in Aspire 13.6: WithoutHttpsCertificate.
#pragma warning disable ASPIRECERTIFICATES001

using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>
/// The sentence model that searches compare meanings by, unless the setting <c>Embedder</c> is <c>off</c>. Nobody waits for it: until it
/// answers, and without it, searches go by what is learned from the catalog.
/// </summary>
internal static class Embedder
{
    public const string Setting = "Embedder";

    private const string Name = "embedder";
    private const string Inference = "PromptIntel__Inference__";

    /// <summary>What is wrong with the setting, and what to do; null when nothing is.</summary>
    public static string? FindProblem(IConfiguration configuration) => configuration[Setting] is null or "" or "on" or "off"
        ? null
        : $"{Setting} must be on or off, not '{configuration[Setting]}'.";

    /// <param name="data">Where it keeps the model's files; null when it is published, and has them beside it.</param>
    public static void AddEmbedder(
        this IDistributedApplicationBuilder builder, string? data, params IResourceBuilder<ProjectResource>[] programs)
    {
        if (builder.Configuration[Setting] == "off")
        {
            return;
        }

        IResourceBuilder<ProjectResource> embedder = builder.AddProject<Projects.PromptIntel_Embedder>(Name)
            // Any free port: its launch profile's is for who starts it alone.
            .WithEndpoint("http", endpoint => endpoint.Port = null)
            .WithoutHttpsCertificate()
            .WithHttpHealthCheck("/health")
            .WithAnnotation(new NotAwaited());

        if (data is not null)
        {
            embedder.WithEnvironment("PromptIntel__Embedder__DataDirectory", data);
        }

        foreach (IResourceBuilder<ProjectResource> program in programs)
        {
            program
                .WithEnvironment(
                    $"{Inference}Providers__{Name}__BaseUrl",
                    ReferenceExpression.Create($"{embedder.GetEndpoint("http").Property(EndpointProperty.Url)}/v1"))
                .WithEnvironment($"{Inference}EmbeddingModel", $"{Name}/all-MiniLM-L6-v2");
        }
    }
}

/// <summary>The application is ready without it.</summary>
internal sealed record NotAwaited : IResourceAnnotation;
