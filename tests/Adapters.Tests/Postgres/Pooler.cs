using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>
/// The pooler that the tests of this process share, with few connections to the server: so that transactions of one client run on
/// another's connection all the time.
/// </summary>
internal static class Pooler
{
    private static readonly Lazy<Task<string>> Shared = new(StartAsync);

    /// <summary>Its connection string; skips the test when it or the server is not installed.</summary>
    public static Task<string> GetAsync()
    {
        Assert.SkipWhen(PgBouncer.SkipReason is not null, PgBouncer.SkipReason ?? "");
        return Shared.Value;
    }

    private static async Task<string> StartAsync()
    {
        PostgresServer server = await PostgresServer.StartPrivateAsync();
        return (await PgBouncer.StartPrivateAsync(server, "default_pool_size = 3")).ConnectionString;
    }
}
