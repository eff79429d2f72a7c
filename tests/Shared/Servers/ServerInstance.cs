namespace PromptIntel.Tests.Shared.Servers;

/// <summary>
/// A real server on a loopback port, in a directory of its own. Port and data outlive stop and kill, until it is disposed. It ends
/// with this process, however that ends. One test at a time may break it; the shared ones are not to be broken.
/// </summary>
internal abstract class ServerInstance(string script, IEnumerable<string> options) : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory($"promptintel-{script}-").FullName;
    private readonly string[] _options = [.. options];
    private string? _address;

    /// <summary>How clients reach it, as the script prints it.</summary>
    protected string Address => _address ?? throw new InvalidOperationException($"{script} has not been started.");

    /// <summary>Starts it, or starts it again where it was; returns when it answers.</summary>
    public async Task StartAsync() =>
        _address = await ServerScript.RunAsync(script, ["start", _directory, "--owner", $"{Environment.ProcessId}", .. _options]);

    /// <summary>As its operator would stop it.</summary>
    public Task StopAsync() => DoAsync("stop");

    /// <summary>As kill -9.</summary>
    public Task KillAsync() => DoAsync("kill");

    /// <summary>It keeps its connections and answers nothing, until it is resumed.</summary>
    public Task PauseAsync() => DoAsync("pause");

    public Task ResumeAsync() => DoAsync("resume");

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Another command of the script, on the directory of this server.</summary>
    protected Task DoAsync(string command, params IEnumerable<string> arguments) =>
        ServerScript.RunAsync(script, [command, _directory, .. arguments]);
}
