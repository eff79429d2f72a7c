namespace PromptIntel.Api.Tests.Golden;

/// <summary>One service for each format, for all tests of a class.</summary>
public abstract class GoldenFixture(Func<string, Task<GoldenHost>> open) : IAsyncDisposable
{
    private readonly Dictionary<string, GoldenHost> _hosts = [];

    public async Task<GoldenHost> OpenAsync(string format)
    {
        if (!_hosts.TryGetValue(format, out GoldenHost? host))
        {
            _hosts[format] = host = await open(format);
        }

        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (GoldenHost host in _hosts.Values)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteGolden() : GoldenFixture(GoldenHost.OnSqliteAsync);

public sealed class PostgresGolden() : GoldenFixture(GoldenHost.OnPostgresAsync);
