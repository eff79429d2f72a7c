using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace PromptIntel.Tests.Shared;

/// <summary>An Api as a process of its own: what it exports and what it prints is its own and nobody else's.</summary>
internal sealed partial class ServedProgram : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-").FullName;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private ServedProgram(string program, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Everything printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public HttpClient Client { get; } = new();

    /// <summary>Starts it and waits until it says where it listens.</summary>
    /// <param name="path">Of its assembly.</param>
    public static async Task<ServedProgram> StartAsync(string path, IReadOnlyDictionary<string, string> environment)
    {
        var program = new ServedProgram(path, environment);
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        Task ended = program._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(program._address.Task, ended);
        Assert.True(program._address.Task.IsCompleted, program.Output);
        program.Client.BaseAddress = new Uri(await program._address.Task);
        return program;
    }

    /// <summary>Asks it to end and waits until it has, with everything exported.</summary>
    public async Task StopAsync()
    {
        using Process signal = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();

        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line is not null && ReadyLine().Match(line) is { Success: true } found)
        {
            _address.TrySetResult(found.Groups[1].Value);
        }
    }

    [GeneratedRegex(@"^  (http://127\.0\.0\.1:\d+)   reference at")]
    private static partial Regex ReadyLine();
}
