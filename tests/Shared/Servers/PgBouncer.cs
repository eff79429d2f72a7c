namespace PromptIntel.Tests.Shared.Servers;

/// <summary>A pooler in transaction mode before a PostgreSQL server.</summary>
internal sealed class PgBouncer(IEnumerable<string> options) : ServerInstance(Script, options)
{
    private const string Script = "pgbouncer";

    private static readonly Lazy<string?> Missing = new(() => ServerScript.FindSkipReason(Script));

    /// <summary>Why tests with the pooler are skipped; null when it is installed.</summary>
    public static string? SkipReason => Missing.Value;

    /// <summary>The database `postgres` through the pooler; any other database of the server is reached by its name.</summary>
    public string ConnectionString => Address;

    /// <summary>A pooler of the caller's own; skips the test when it is not installed.</summary>
    /// <param name="settings">Lines of its configuration, such as <c>default_pool_size = 5</c>.</param>
    public static async Task<PgBouncer> StartPrivateAsync(PostgresServer server, params IEnumerable<string> settings)
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        var pooler = new PgBouncer(["--to", $"{server.Port}", .. settings.SelectMany(setting => new[] { "--set", setting })]);
        await pooler.StartAsync();
        return pooler;
    }
}
