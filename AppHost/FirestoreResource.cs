namespace PromptIntel.AppHost;

/// <summary>The Firestore emulator as a resource, and the keys by which programs find it.</summary>
internal static class FirestoreResource
{
    private const string Name = "firestore";
    private const string Endpoint = "http";
    private const string Project = "promptintel-local";

    /// <summary>Programs do not wait for it: what they deliver there they keep until it answers.</summary>
    public static void AddFirestore(
        this IDistributedApplicationBuilder builder,
        Firestore choice,
        ServerScripts scripts,
        params IResourceBuilder<ProjectResource>[] programs)
    {
        IResourceBuilder<IResourceWithEndpoints>? emulator = choice switch
        {
            Firestore.Executable => builder
                .AddExecutable(Name, scripts.PathOf(Name), scripts.Root, "run", scripts.DataOf(Name))
                .WithHttpEndpoint(env: "SERVER_PORT")
                .WithHttpHealthCheck("/"),
            Firestore.Container => builder
                .AddContainer(Name, "google-cloud-cli", "emulators")
                .WithImageRegistry("gcr.io/google.com/cloudsdktool")
                .WithEntrypoint("gcloud")
                .WithArgs("emulators", "firestore", "start", "--host-port=0.0.0.0:8080")
                .WithHttpEndpoint(targetPort: 8080)
                .WithHttpHealthCheck("/")
                .WithLifetime(ContainerLifetime.Persistent),
            _ => null,
        };

        foreach (IResourceBuilder<ProjectResource> program in programs)
        {
            if (emulator is not null)
            {
                program.WithEnvironment(Firestore.HostVariable, emulator.GetEndpoint(Endpoint).Property(EndpointProperty.HostAndPort));
            }
            else if (choice is Firestore.Running running)
            {
                program.WithEnvironment(Firestore.HostVariable, running.Host);
            }

            if (emulator is not null || choice is Firestore.Running)
            {
                program.WithEnvironment("GOOGLE_CLOUD_PROJECT", Project);
            }
        }
    }
}
