using System.Diagnostics;

namespace PromptIntel.Bench.Speed.Servers;

/// <summary>A server of eng/servers, in a directory of its own on the repository's file system; ends with this.</summary>
internal sealed class ScratchServer : IAsyncDisposable
{
    private const int NotInstalled = 3;

    private readonly ScratchDirectory _directory = new();
    private readonly string _script;

    private ScratchServer(string name) => _script = Path.Combine(RepositoryRoot.Find(), "eng", "servers", name);

    /// <summary>How clients reach it.</summary>
    public string Address { get; private set; } = "";

    /// <exception cref="MissingServerException">It is not installed.</exception>
    public static async Task<ScratchServer> StartAsync(string name, params string[] options)
    {
        var server = new ScratchServer(name);

        try
        {
            server.Address = await server.RunAsync(["start", server._directory.Path, "--owner", $"{Environment.ProcessId}", .. options]);
            return server;
        }
        catch
        {
            server._directory.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync(["kill", _directory.Path]);
        _directory.Dispose();
    }

    private async Task<string> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(_script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode switch
        {
            0 => output.Trim(),
            NotInstalled => throw new MissingServerException((await error).Trim()),
            _ => throw new InvalidOperationException($"{_script} {arguments[0]} failed: {output}{await error}"),
        };
    }
}
