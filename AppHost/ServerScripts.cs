namespace PromptIntel.AppHost;

/// <summary>The scripts of <c>eng</c> that find, install and run servers as processes of this machine.</summary>
/// <param name="root">The directory that holds <c>eng</c>.</param>
/// <param name="data">Where each server has a folder for its data.</param>
internal sealed class ServerScripts(string root, string data)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Packages come from a mirror that may be slow, and answer at all within apt's own limits.</summary>
    private static readonly TimeSpan Installation = TimeSpan.FromMinutes(15);

    public string Root => root;

    public string Data => data;

    public string PathOf(string server) => Path.Combine(root, "eng", "servers", server);

    public string DataOf(string server) => Path.Combine(data, server);

    /// <returns>Null when no process has the server's data, else which has and what to do.</returns>
    public async Task<string?> FindHolderAsync(string server)
    {
        CommandResult looked = await Command.RunAsync("bash", [PathOf(server), "pid", DataOf(server)], root, Look);
        return looked.HasSucceeded
            ? $"{DataOf(server)} is in use by process {looked.LastLine}, of another AppHost perhaps: end that, "
                + "or choose another directory by --Servers:Directory=DIR."
            : null;
    }

    /// <returns>Null when the server is installed, else what is missing.</returns>
    public async Task<string?> FindMissingAsync(string server)
    {
        CommandResult looked = await Command.RunAsync("bash", [PathOf(server), "check"], root, Look);
        return looked.HasSucceeded ? null : looked.LastLine;
    }

    /// <summary>Installs those of the servers that are missing, and says so while it does.</summary>
    /// <returns>Null when all are there, else which are not and what to do.</returns>
    public async Task<string?> InstallAsync(TextWriter output, params IReadOnlyList<string> servers)
    {
        string[] missing = await FilterMissingAsync(servers);

        if (missing.Length == 0)
        {
            return null;
        }

        await output.WriteLineAsync($"Installing, once: {string.Join(" and ", missing)} (eng/install-servers)");
        Task<CommandResult> installing = Command.RunAsync(
            "bash", [Path.Combine(root, "eng", "install-servers"), .. missing], root, Installation, output.WriteLine);
        using var timer = new PeriodicTimer(Interval);

        for (Task<bool> tick = timer.WaitForNextTickAsync()
            .AsTask(); await Task.WhenAny(installing, tick) == tick; tick = timer.WaitForNextTickAsync().AsTask())
        {
            await output.WriteLineAsync("Still installing");
        }

        CommandResult installed = await installing;
        missing = await FilterMissingAsync(servers);
        return missing.Length == 0
            ? null
            : $"{string.Join(" and ", missing)}: {installed.LastLine}. Install Redis 8 (redis-server) and PostgreSQL 15 or newer "
                + "yourself, give servers that run by --ConnectionStrings:cache=... and --ConnectionStrings:promptintel=..., "
                + "or start docker or podman.";
    }

    private async Task<string[]> FilterMissingAsync(IEnumerable<string> servers)
    {
        var missing = new List<string>();

        foreach (string server in servers)
        {
            if (await FindMissingAsync(server) is not null)
            {
                missing.Add(server);
            }
        }

        return [.. missing];
    }
}
