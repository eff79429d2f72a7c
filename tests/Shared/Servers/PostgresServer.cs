namespace PromptIntel.Tests.Shared.Servers;

/// <summary>PostgreSQL: one for all tests of the process, with a database for each, or a private one to break.</summary>
internal sealed class PostgresServer(IEnumerable<string> options) : ServerInstance(Script, options)
{
    private const string Script = "postgres";

    private static readonly Lazy<string?> Missing = new(() => ServerScript.FindSkipReason(Script));
    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartPrivateAsync());

    /// <summary>Why tests with PostgreSQL are skipped; null when it is installed.</summary>
    public static string? SkipReason => Missing.Value;

    /// <summary>The database `postgres`, in the form that Npgsql reads.</summary>
    public string ConnectionString => Address;

    public int Port => int.Parse(
        Address.Split(';').Single(part => part.StartsWith("Port=", StringComparison.Ordinal))["Port=".Length..],
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An empty database on the server that all tests of this process share; skips the test when there is none.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        return await (await Shared.Value).NewDatabaseAsync();
    }

    /// <summary>As <see cref="CreateDatabaseAsync"/>, with what a compressed dump holds.</summary>
    public static async Task<string> LoadDatabaseAsync(string dump)
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        PostgresServer server = await Shared.Value;
        string name = $"t{Guid.CreateVersion7():N}";
        await server.DoAsync("load", name, dump);
        return server.AddressOf(name);
    }

    /// <summary>A server of the caller's own; skips the test when PostgreSQL is not installed.</summary>
    /// <param name="options">As eng/servers/postgres takes them.</param>
    public static async Task<PostgresServer> StartPrivateAsync(params IEnumerable<string> options)
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        var server = new PostgresServer(options);
        await server.StartAsync();
        return server;
    }

    /// <summary>An empty database; gives its connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        string name = $"t{Guid.CreateVersion7():N}";
        await DoAsync("createdb", name);
        return AddressOf(name);
    }

    private string AddressOf(string database) => Address.Replace("Database=postgres", $"Database={database}", StringComparison.Ordinal);
}
