// Marked experimental in Aspire 13.6: WithoutHttpsCertificate.
#pragma warning disable ASPIRECERTIFICATES001

using Microsoft.Extensions.Configuration;

const string FirestoreProject = "promptintel-local";
// Where a deployment mounts the file.
const string MountedServiceAccount = "/run/secrets/firebase-service-account.json";

var builder = DistributedApplication.CreateBuilder(args);

// Servers: one that is there already, where the AppHost has a connection string of that name (user secret, ConnectionStrings__cache=...);
// else a process of this machine, where no container engine answers; else a container. The processes see the very same keys.
LocalServers? local = builder.ExecutionContext.IsRunMode && await LocalServers.AreWantedAsync(builder.Configuration) ? new LocalServers(builder) : null;
Console.WriteLine(local is null ? "Servers: containers" : $"Servers: processes of this machine, their data in {local.Directory}");

var cache = ExistingOr("cache", () => local?.AddRedis("cache") ?? builder
    .AddRedis("cache")
    .WithImageTag("8.6")                             // from 8.0 on vector sets are built in
    .WithoutHttpsCertificate()                       // else ",ssl=true" with the development certificate where that is trusted
    .WithDataVolume("promptintel-redis")
    .WithLifetime(ContainerLifetime.Persistent));

var database = ExistingOr("promptintel", () => local?.AddPostgres("promptintel") ?? builder
    .AddPostgres("postgres")
    .WithImageTag("18.3")                            // before WithDataVolume, whose mount path depends on the tag
    .WithEnvironment("POSTGRES_DB", "promptintel")   // AddDatabase creates it under `aspire run` only
    .WithDataVolume("promptintel-postgres")
    .WithLifetime(ContainerLifetime.Persistent)
    .AddDatabase("promptintel"));

// Processes.
var worker = builder.AddProject<Projects.PromptIntel_Worker>("worker")
    .WithReference(cache).WaitFor(cache)
    .WithReference(database).WaitFor(database)
    .WithoutHttpsCertificate()
    .WithHttpEndpoint(env: "PORT")                   // a Worker that is given a port serves its health there, and nothing else
    .WithHttpHealthCheck("/health");

var api = builder.AddProject<Projects.PromptIntel_Api>("api")
    .WithReplicas(2)
    .WithoutHttpsCertificate()                       // plain HTTP on loopback: nothing to warn of
    .WithReference(cache).WaitFor(cache)
    .WithReference(database).WaitFor(database)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => url.DisplayText = "Start page")
    .WithUrlForEndpoint("http", _ => new() { Url = "/docs", DisplayText = "API reference" });

// Settings, each from the AppHost's own configuration under the name on the right. Without a model's key the offline extractor answers
// under `aspire run`; off loopback the Api insists on a model and on authentication, so publishing asks for both.
Give("OPENAI_API_KEY", Setting("openai-api-key", "OPENAI_API_KEY"), api, worker);

if (Setting("api-key-hash", "API_KEY_HASH") is { } operatorKey)
{
    api.WithEnvironment("PromptIntel__Auth__ApiKeys__0__Name", "operator")
        .WithEnvironment("PromptIntel__Auth__ApiKeys__0__Role", "operator")
        .WithEnvironment("PromptIntel__Auth__ApiKeys__0__Hash", operatorKey);
}

Give("PromptIntel__Api__CorsOrigins__0", Setting("cors-origin", "CORS_ORIGIN"), api);
Give("PromptIntel__Auth__Firebase__ProjectId", Given("firebase-project", "FIREBASE_PROJECT_ID"), api);

if (Given("firebase-service-account-path", "FIREBASE_SERVICE_ACCOUNT_PATH") is { } account)
{
    foreach (var project in new[] { api, worker })
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            project.WithEnvironment("FIREBASE_SERVICE_ACCOUNT_PATH", account);
        }
        else
        {
            project.WithEnvironment("FIREBASE_SERVICE_ACCOUNT_PATH", MountedServiceAccount);
        }
    }
}

// The Firestore emulator, for `aspire run` only: Firestore:Emulator is container, executable (gcloud on the path), or absent.
IResourceBuilder<IResourceWithEndpoints>? firestore = builder.ExecutionContext.IsPublishMode ? null : builder.Configuration["Firestore:Emulator"] switch
{
    null or "" or "off" => null,
    "container" => builder
        .AddContainer("firestore", "google-cloud-cli", "emulators")
        .WithImageRegistry("gcr.io/google.com/cloudsdktool")
        .WithEntrypoint("gcloud")
        .WithArgs("emulators", "firestore", "start", "--host-port=0.0.0.0:8080")
        .WithHttpEndpoint(targetPort: 8080)
        .WithHttpHealthCheck("/")
        .WithLifetime(ContainerLifetime.Persistent),
    "executable" => builder
        .AddExecutable("firestore", "gcloud", builder.AppHostDirectory, "emulators", "firestore", "start", "--host-port=127.0.0.1:8085")
        .WithHttpEndpoint(port: 8085, targetPort: 8085, isProxied: false)
        .WithHttpHealthCheck("/"),
    var other => throw new DistributedApplicationException($"Firestore:Emulator must be container, executable or off, not '{other}'."),
};

if (firestore is not null)
{
    foreach (var project in new[] { api, worker })
    {
        project.WithEnvironment("FIRESTORE_EMULATOR_HOST", firestore.GetEndpoint("http").Property(EndpointProperty.HostAndPort))
            .WithEnvironment("GOOGLE_CLOUD_PROJECT", FirestoreProject)
            .WaitFor(firestore);
    }
}

builder.Build().Run();

// An existing server when the AppHost has a connection string of that name, else one that is started.
IResourceBuilder<IResourceWithConnectionString> ExistingOr(string name, Func<IResourceBuilder<IResourceWithConnectionString>> started) =>
    string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(name))
        ? started()
        : builder.AddConnectionString(name);

// A setting that publishing always asks for.
IResourceBuilder<ParameterResource>? Setting(string name, string key) =>
    builder.ExecutionContext.IsPublishMode ? builder.AddParameterFromConfiguration(name, key, secret: true) : Given(name, key);

// A setting that is there when it was given. Secret, so that no dashboard shows it.
IResourceBuilder<ParameterResource>? Given(string name, string key) =>
    builder.Configuration[key] is { Length: > 0 } ? builder.AddParameterFromConfiguration(name, key, secret: true) : null;

void Give(string variable, IResourceBuilder<ParameterResource>? value, params IResourceBuilder<ProjectResource>[] projects)
{
    foreach (var project in value is null ? [] : projects)
    {
        project.WithEnvironment(variable, value!);
    }
}
