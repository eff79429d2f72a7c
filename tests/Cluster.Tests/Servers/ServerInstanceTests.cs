using System.Diagnostics;
using System.Net.Sockets;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Cluster.Tests.Servers;

/// <summary>What tests may expect of the servers that the scripts start.</summary>
public sealed class ServerInstanceTests
{
    [Fact]
    public async Task Postgres_Killed_IsBackWhereItWas()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync();
        string database = await server.NewDatabaseAsync();

        await server.KillAsync();
        bool whileDead = await IsListeningAsync(server.Port);
        await server.StartAsync();

        Assert.False(whileDead);
        Assert.True(await IsListeningAsync(server.Port));
        Assert.StartsWith($"Host=127.0.0.1;Port={server.Port};Username=app;Database=t", database, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_EmptiedAndKilled_IsBackWhereItWas()
    {
        await using RedisServer server = await RedisServer.StartPrivateAsync();
        string before = server.ConnectionString;

        await server.EmptyAsync();
        await server.KillAsync();
        await server.StartAsync();

        Assert.Equal(before, server.ConnectionString);
        await server.EmptyAsync();
    }

    [Fact]
    public async Task Firestore_Paused_AnswersAgainOnceResumed()
    {
        await using FirestoreEmulator emulator = await FirestoreEmulator.StartPrivateAsync();
        using var client = new HttpClient();

        await emulator.PauseAsync();
        Task<HttpResponseMessage> waiting = client.GetAsync($"http://{emulator.Host}/", TestContext.Current.CancellationToken);
        await emulator.ResumeAsync();
        using HttpResponseMessage answer = await waiting;

        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task PgBouncer_ListensBeforeAServer()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync();
        await using PgBouncer pooler = await PgBouncer.StartPrivateAsync(server, "default_pool_size = 2");

        Assert.Contains("Host=127.0.0.1;Port=", pooler.ConnectionString, StringComparison.Ordinal);
        Assert.DoesNotContain($"Port={server.Port};", pooler.ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnerKilled_ServerAndDirectoryVanish()
    {
        Assert.SkipWhen(PostgresServer.SkipReason is not null, PostgresServer.SkipReason ?? "");
        string directory = Directory.CreateTempSubdirectory("promptintel-owned-").FullName;
        using Process owner = Process.Start("sleep", "600");
        string address = await ServerScript.RunAsync("postgres", "start", directory, "--owner", $"{owner.Id}");
        int port = int.Parse(address.Split(';')[1]["Port=".Length..], System.Globalization.CultureInfo.InvariantCulture);

        owner.Kill();

        await ClusterFile.WaitAsync(
            async () => !Directory.Exists(directory) && !await IsListeningAsync(port), "the server and its directory vanish");
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new TcpClient();

        try
        {
            await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
