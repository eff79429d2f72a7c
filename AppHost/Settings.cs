namespace PromptIntel.AppHost;

/// <summary>
/// Settings that programs are given, each from the AppHost's own configuration. Without a model's key the offline extractor answers when
/// run here; off loopback the Api insists on a model and on authentication, so publishing asks for both.
/// </summary>
internal static class Settings
{
    /// <summary>Where a deployment mounts the file.</summary>
    private const string MountedServiceAccount = "/run/secrets/firebase/service-account.json";

    public static void AddSettings(
        this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> worker)
    {
        Give("OPENAI_API_KEY", builder.Ask("openai-api-key", "OPENAI_API_KEY"), api, worker);

        if (builder.Ask("api-key-hash", "API_KEY_HASH") is { } operatorKey)
        {
            api.WithEnvironment("PromptIntel__Auth__ApiKeys__0__Name", "operator")
                .WithEnvironment("PromptIntel__Auth__ApiKeys__0__Role", "operator")
                .WithEnvironment("PromptIntel__Auth__ApiKeys__0__Hash", operatorKey);
        }

        Give("PromptIntel__Api__CorsOrigins__0", builder.Ask("cors-origin", "CORS_ORIGIN"), api);
        Give("PromptIntel__Auth__Firebase__ProjectId", builder.Take("firebase-project-id", "FIREBASE_PROJECT_ID"), api);

        if (builder.Take("firebase-service-account-path", Firestore.AccountVariable) is { } account)
        {
            foreach (IResourceBuilder<ProjectResource> program in new[] { api, worker })
            {
                _ = builder.ExecutionContext.IsRunMode
                    ? program.WithEnvironment(Firestore.AccountVariable, account)
                    : program.WithEnvironment(Firestore.AccountVariable, MountedServiceAccount);
            }
        }
    }

    /// <summary>A setting that publishing always asks for.</summary>
    private static IResourceBuilder<ParameterResource>? Ask(this IDistributedApplicationBuilder builder, string name, string key) =>
        builder.ExecutionContext.IsPublishMode ? builder.AddParameterFromConfiguration(name, key, secret: true) : builder.Take(name, key);

    /// <summary>A setting that is there when it was given. Secret, so that no dashboard shows it.</summary>
    private static IResourceBuilder<ParameterResource>? Take(this IDistributedApplicationBuilder builder, string name, string key) =>
        builder.Configuration[key] is { Length: > 0 } ? builder.AddParameterFromConfiguration(name, key, secret: true) : null;

    private static void Give(
        string variable, IResourceBuilder<ParameterResource>? value, params IResourceBuilder<ProjectResource>[] programs)
    {
        foreach (IResourceBuilder<ProjectResource> program in value is null ? [] : programs)
        {
            program.WithEnvironment(variable, value!);
        }
    }
}
