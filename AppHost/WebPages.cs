using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>
/// The league's front end from its sources, where npm is there and the setting <c>Web</c> is not <c>off</c>. Its first start installs what
/// it is made with; nobody waits for it. It is no part of a deployment.
/// </summary>
internal static class WebPages
{
    public const string Setting = "Web";
    public const string Name = "web";

    /// <summary>What is wrong with the setting, and what to do; null when nothing is.</summary>
    public static string? FindProblem(IConfiguration configuration) => configuration[Setting] is null or "" or "auto" or "off"
        ? null
        : $"{Setting} must be auto or off, not '{configuration[Setting]}'.";

    public static void AddWebPages(this IDistributedApplicationBuilder builder, string root, IResourceBuilder<ProjectResource> api)
    {
        if (!builder.ExecutionContext.IsRunMode || builder.Configuration[Setting] == "off" || !HasNpm())
        {
            return;
        }

        IResourceBuilder<ExecutableResource> web = builder.AddExecutable(Name, "bash", root, Path.Combine(root, "eng", "web"))
            .WithHttpEndpoint(env: "PORT")
            .WithEnvironment("PROMPTINTEL_API", api.GetEndpoint("http"))
            .WithUrlForEndpoint("http", url => url.DisplayText = "The league's front end")
            .WithAnnotation(new NotAwaited());
        // Beside one that CORS_ORIGIN names.
        api.WithEnvironment("PromptIntel__Api__CorsOrigins__1", web.GetEndpoint("http"));
    }

    private static bool HasNpm() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, "npm")));
}
