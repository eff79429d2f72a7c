using System.Net.Sockets;

namespace PromptIntel.Tests.Shared.Servers;

/// <summary>Redis: one for all tests of the process, or a private one to break.</summary>
internal sealed class RedisServer(IEnumerable<string> options) : ServerInstance(Script, options)
{
    private const string Script = "redis";

    private static readonly Lazy<string?> Missing = new(() => ServerScript.FindSkipReason(Script));
    private static readonly Lazy<Task<RedisServer>> Shared = new(() => StartPrivateAsync());
    private static int _databases;

    /// <summary>Why tests with Redis 8 are skipped; null when it is installed.</summary>
    public static string? SkipReason => Missing.Value;

    /// <summary>Host and port, in the form that the Redis client reads.</summary>
    public string ConnectionString => Address;

    /// <summary>
    /// A numbered database of its own on the server that all tests of this process share; channels are shared.
    /// Skips the test when there is none.
    /// </summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        return $"{(await Shared.Value).ConnectionString},defaultDatabase={Interlocked.Increment(ref _databases)}";
    }

    /// <summary>A server of the caller's own; skips the test when Redis is not installed.</summary>
    /// <param name="options">As eng/servers/redis takes them; `--release 7` is one without vector sets.</param>
    public static async Task<RedisServer> StartPrivateAsync(params IEnumerable<string> options)
    {
        string[] given = [.. options];
        string? reason = given.Length == 0 ? SkipReason : ServerScript.FindSkipReason(Script, given);
        Assert.SkipWhen(reason is not null, reason ?? "");
        var server = new RedisServer(given);
        await server.StartAsync();
        return server;
    }

    /// <summary>Removes everything that any client keeps there.</summary>
    public Task EmptyAsync() => EmptyAsync(Address);

    /// <param name="address">Host and port.</param>
    public static async Task EmptyAsync(string address)
    {
        string[] parts = address.Split(':');
        using var client = new TcpClient(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync("FLUSHALL\r\n"u8.ToArray());
        using var answers = new StreamReader(stream);
        Assert.Equal("+OK", await answers.ReadLineAsync());
    }
}
