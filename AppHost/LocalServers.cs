using Microsoft.Extensions.DependencyInjection;

namespace PromptIntel.AppHost;

/// <summary>Redis and Postgres as processes of this machine, on ports that DCP chooses.</summary>
internal sealed class LocalServers(IDistributedApplicationBuilder builder, ServerScripts scripts)
{
    private const string Endpoint = "tcp";

    public IResourceBuilder<IResourceWithConnectionString> AddRedis(string name)
    {
        IResourceBuilder<ExecutableResource> server = AddServer("redis");
        EndpointReference endpoint = server.GetEndpoint(Endpoint);
        builder.Services.AddHealthChecks().AddRedis(_ => $"{endpoint.Host}:{endpoint.Port}", "redis-answers");
        return builder
            .AddConnectionString(name, ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.HostAndPort)}"))
            .WaitFor(server.WithHealthCheck("redis-answers"));
    }

    public IResourceBuilder<IResourceWithConnectionString> AddPostgres(string name)
    {
        IResourceBuilder<ExecutableResource> server = AddServer("postgres");
        EndpointReference endpoint = server.GetEndpoint(Endpoint);
        builder.Services.AddHealthChecks().AddNpgSql(
            _ => $"Host={endpoint.Host};Port={endpoint.Port};Username=app;Database=postgres", name: "postgres-answers");
        return builder
            .AddConnectionString(name, ReferenceExpression.Create(
                $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};"
                    + $"Username=app;Database=postgres"))
            .WaitFor(server.WithHealthCheck("postgres-answers"));
    }

    private IResourceBuilder<ExecutableResource> AddServer(string name) => builder
        .AddExecutable(name, scripts.PathOf(name), scripts.Root, "run", scripts.DataOf(name))
        .WithEndpoint(scheme: Endpoint, name: Endpoint, env: "SERVER_PORT");
}
