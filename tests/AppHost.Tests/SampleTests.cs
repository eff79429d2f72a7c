using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using Aspire.Hosting;
using Aspire.Hosting.Testing;

using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.AppHost.Tests;

/// <summary>Every shipped workflow and the solver: several processes on Postgres and Redis give what one process with SQLite gives.</summary>
[Collection(nameof(RunningApplication))]
public sealed class SampleTests(RunningApplication application) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-samples-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_GiveUnderTheAppHostWhatTheyGiveInOneProcess()
    {
        DistributedApplication running = await application.StartAsync();
        using HttpClient distributed = running.CreateHttpClient(RunningApplication.Api, "http");

        SortedDictionary<string, string> many = await ShippedSamples.RunAllAsync(distributed);
        SortedDictionary<string, string> one = await RunEmbeddedAsync();

        Assert.True(one.Count >= 18, $"{one.Count} samples");
        Assert.Equal(one.Keys, many.Keys);
        Assert.All(one, sample => Assert.Equal(sample.Value, many[sample.Key]));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<SortedDictionary<string, string>> RunEmbeddedAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        string programs = Path.Combine(
            ServerScript.FindRoot(), "artifacts", "bin", "PromptIntel.Api", new DirectoryInfo(AppContext.BaseDirectory).Name);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(programs, "PromptIntel.Api.dll")])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["PromptIntel__Inference__Provider"] = "Offline";
        start.Environment["PromptIntel__Storage__Path"] = Path.Combine(_directory, "one.db");
        using Process api = Process.Start(start)!;
        api.OutputDataReceived += (_, _) => { };
        api.ErrorDataReceived += (_, _) => { };
        api.BeginOutputReadLine();
        api.BeginErrorReadLine();

        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(start.Environment["ASPNETCORE_URLS"]!) };
            await Patience.WaitAsync(() => IsHealthyAsync(client), "the Api is healthy");
            return await ShippedSamples.RunAllAsync(client);
        }
        finally
        {
            api.Kill(entireProcessTree: true);
            await api.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client)
    {
        try
        {
            using HttpResponseMessage answer = await client.GetAsync("/health", Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
