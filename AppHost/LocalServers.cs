using System.ComponentModel;
using System.Diagnostics;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Redis and Postgres as processes of this machine, by the scripts of <c>eng/servers</c>: for a machine on which no container engine answers.
/// Their data is kept in <c>.aspire</c>, or in <c>Servers:Directory</c>.
/// </summary>
internal sealed class LocalServers
{
    private const string Choice = "Servers";
    private const string Endpoint = "tcp";

    /// <summary>An engine that takes longer to say how it is would not start anything either.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IDistributedApplicationBuilder _builder;
    private readonly IResourceBuilder<ExecutableResource> _installation;
    private readonly string _root;

    public LocalServers(IDistributedApplicationBuilder builder)
    {
        _builder = builder;
        _root = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, ".."));
        Directory = Path.GetFullPath(builder.Configuration[$"{Choice}:{nameof(Directory)}"] ?? Path.Combine(_root, ".aspire"));
        _installation = builder.AddExecutable(
            "servers", "bash", _root, "-c", "are_there() { eng/servers/redis check && eng/servers/postgres check; }; are_there 2>/dev/null || eng/install-servers; are_there");
    }

    public string Directory { get; }

    /// <summary>By the setting <c>Servers</c>: <c>local</c>, <c>containers</c>, or <c>auto</c> (default), which is local where no engine answers.</summary>
    /// <exception cref="DistributedApplicationException">The setting is none of these.</exception>
    public static async Task<bool> AreWantedAsync(IConfiguration configuration)
    {
        string[] engines = configuration["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } named ? [named] : ["docker", "podman"];
        return configuration[Choice] switch
        {
            "local" => true,
            "containers" => false,
            null or "" or "auto" => !await AnswerAsync(engines),
            var other => throw new DistributedApplicationException($"{Choice} must be auto, local or containers, not '{other}'."),
        };
    }

    public IResourceBuilder<IResourceWithConnectionString> AddRedis(string name)
    {
        IResourceBuilder<ExecutableResource> server = AddServer("redis");
        EndpointReference endpoint = server.GetEndpoint(Endpoint);
        _builder.Services.AddHealthChecks().AddRedis(_ => $"{endpoint.Host}:{endpoint.Port}", "redis-answers");
        return _builder
            .AddConnectionString(name, ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.HostAndPort)}"))
            .WaitFor(server.WithHealthCheck("redis-answers"));
    }

    public IResourceBuilder<IResourceWithConnectionString> AddPostgres(string name)
    {
        IResourceBuilder<ExecutableResource> server = AddServer("postgres");
        EndpointReference endpoint = server.GetEndpoint(Endpoint);
        _builder.Services.AddHealthChecks().AddNpgSql(_ => $"Host={endpoint.Host};Port={endpoint.Port};Username=app;Database=postgres", name: "postgres-answers");
        return _builder
            .AddConnectionString(name, ReferenceExpression.Create(
                $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Username=app;Database=postgres"))
            .WaitFor(server.WithHealthCheck("postgres-answers"));
    }

    private IResourceBuilder<ExecutableResource> AddServer(string name) => _builder
        .AddExecutable(name, Path.Combine(_root, "eng", "servers", name), _root, "run", Path.Combine(Directory, name))
        .WithEndpoint(scheme: Endpoint, name: Endpoint, env: "SERVER_PORT")
        .WaitForCompletion(_installation);

    /// <summary>Whether one of the engines is there and running: its program alone says nothing.</summary>
    private static async Task<bool> AnswerAsync(IEnumerable<string> engines)
    {
        foreach (string engine in engines)
        {
            if (await AnswersAsync(engine))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> AnswersAsync(string engine)
    {
        using var patience = new CancellationTokenSource(Patience);

        try
        {
            using Process asked = Process.Start(new ProcessStartInfo(engine, "info") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task said = Task.WhenAll(asked.StandardOutput.ReadToEndAsync(patience.Token), asked.StandardError.ReadToEndAsync(patience.Token));

            try
            {
                await Task.WhenAll(said, asked.WaitForExitAsync(patience.Token));
                return asked.ExitCode == 0;
            }
            catch (OperationCanceledException)
            {
                asked.Kill(entireProcessTree: true);
                return false;
            }
        }
        catch (Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}
