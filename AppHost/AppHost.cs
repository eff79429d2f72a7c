// Marked experimental in Aspire 13.6: WithoutHttpsCertificate.
#pragma warning disable ASPIRECERTIFICATES001

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using PromptIntel.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
bool isRun = builder.ExecutionContext.IsRunMode;
Addresses.Complete(builder.Configuration);
string root = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, ".."));
var scripts = new ServerScripts(root, Path.GetFullPath(builder.Configuration["Servers:Directory"] ?? Path.Combine(root, ".aspire")));
Choices choices = isRun ? await Choices.MakeAsync(builder.Configuration, scripts) : Choices.Published;

// Servers: one that is there already, where the AppHost has a connection string of that name (user secret, ConnectionStrings__cache=...);
// else a process of this machine or a container. The programs see the very same keys.
LocalServers? local = choices.Servers is Servers.Local ? new LocalServers(builder, scripts) : null;

var cache = ExistingOr(Servers.Cache, name => local?.AddRedis(name) ?? builder
    .AddRedis(name)
    .WithImageTag("8.6")                             // from 8.0 on vector sets are built in
    .WithoutHttpsCertificate()                       // else ",ssl=true" with the development certificate where that is trusted
    .WithDataVolume("promptintel-redis")
    .WithLifetime(ContainerLifetime.Persistent));

var database = ExistingOr(Servers.Database, name => local?.AddPostgres(name) ?? builder
    .AddPostgres("postgres")
    .WithImageTag("18.3")                            // before WithDataVolume, whose mount path depends on the tag
    .WithEnvironment("POSTGRES_DB", name)            // AddDatabase creates it under `aspire run` only
    .WithDataVolume("promptintel-postgres")
    .WithLifetime(ContainerLifetime.Persistent)
    .AddDatabase(name));

// Programs.
var worker = builder.AddProject<Projects.PromptIntel_Worker>("worker")
    .WithReference(cache).WaitFor(cache)
    .WithReference(database).WaitFor(database)
    .WithoutHttpsCertificate()
    .WithHttpEndpoint(env: "PORT")                   // a Worker that is given a port serves its health there, and nothing else
    .WithHttpHealthCheck("/health");

var api = builder.AddProject<Projects.PromptIntel_Api>("api")
    .WithReplicas(2)
    .WithEndpoint("http", endpoint => endpoint.Port = Ports.TryRead(builder.Configuration, Ports.Api, out int port) ? port : endpoint.Port)
    .WithoutHttpsCertificate()                       // plain HTTP on loopback: nothing to warn of
    .WithReference(cache).WaitFor(cache)
    .WithReference(database).WaitFor(database)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => url.DisplayText = "Start page")
    .WithUrlForEndpoint("http", _ => new() { Url = "/docs", DisplayText = "API reference" });

builder.AddEmbedder(isRun ? scripts.DataOf("embedder") : null, api, worker);
builder.AddFirestore(choices.Firestore, scripts, api, worker);
builder.AddSettings(api, worker);
builder.AddWebPages(root, api);

if (isRun)
{
    int? port = api.Resource.Annotations.OfType<EndpointAnnotation>().Single(endpoint => endpoint.Name == "http").Port;
    IReadOnlyList<string> problems = await Preflight.FindProblemsAsync(choices, builder.Configuration, scripts, port);

    if (problems.Count > 0)
    {
        await Console.Error.WriteLineAsync(string.Join('\n', problems));
        return 1;
    }

    Announcement.WriteServers(choices, scripts.Data);
    builder.Services.AddSingleton(new Announcement(builder.Configuration, port));
    builder.Services.AddSingleton<ResourceStates>();
    // The first to start: the orchestrator's own start waits for servers, and what it waits for is to be said.
    builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, Readiness>());
    builder.Services.AddHostedService<OrderlyStop>();
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = OrderlyStop.Limit);
}

DistributedApplication application = builder.Build();

try
{
    await application.RunAsync();
    return 0;
}
catch (OperationCanceledException) when (application.Services.GetRequiredService<IHostApplicationLifetime>()
    .ApplicationStopping.IsCancellationRequested)
{
    // Ctrl+C while it starts.
    return 0;
}

// An existing server when the AppHost has a connection string of that name, else one that is started.
IResourceBuilder<IResourceWithConnectionString> ExistingOr(
    string name, Func<string, IResourceBuilder<IResourceWithConnectionString>> start) =>
    Servers.IsGiven(builder.Configuration, name) ? builder.AddConnectionString(name) : start(name);
