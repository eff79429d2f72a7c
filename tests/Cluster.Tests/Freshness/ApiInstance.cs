using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Cluster.Tests.Freshness;

/// <summary>One instance of the service: the real program as a process of its own, serving only.</summary>
internal sealed partial class ApiInstance : IAsyncDisposable
{
    /// <summary>Several start at once, on a machine that may have other things to do.</summary>
    private static readonly TimeSpan StartPatience = 3 * Patience.Limit;

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private ApiInstance(string name, ProcessStartInfo start)
    {
        Name = name;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public string Name { get; }

    public HttpClient Client { get; } = new();

    /// <summary>Starts it and waits until it serves.</summary>
    public static async Task<ApiInstance> StartAsync(string name, string directory, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [ProgramPath.Of("Api"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["PromptIntel__Worker__InProcess"] = "false";
        start.Environment.Remove("OPENAI_API_KEY");
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");

        foreach ((string key, string value) in settings)
        {
            start.Environment[key] = value;
        }

        var instance = new ApiInstance(name, start);
        instance._process.Start();
        instance._process.BeginOutputReadLine();
        instance._process.BeginErrorReadLine();
        await Task.WhenAny(instance._address.Task, instance._process.WaitForExitAsync(TestContext.Current.CancellationToken)).WaitAsync(
            StartPatience, TestContext.Current.CancellationToken);
        Assert.True(instance._address.Task.IsCompleted, instance.Said);
        instance.Client.BaseAddress = new Uri(await instance._address.Task);
        return instance;
    }

    /// <summary>What it printed last, for a test that fails.</summary>
    public string Said => $"{Name} said: {string.Join('\n', _lines)}";

    /// <summary>As kill -9.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>SIGSTOP: it keeps its connections and does nothing.</summary>
    public async Task SuspendAsync()
    {
        await SignalAsync("-STOP");
        await ProcessState.WaitUntilStoppedAsync(_process.Id);
    }

    public Task ResumeAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);

        while (_lines.Count > 200)
        {
            _lines.TryDequeue(out _);
        }

        if (ReadyLine().Match(line) is { Success: true } found)
        {
            _address.TrySetResult(found.Groups[1].Value);
        }
    }

    [GeneratedRegex(@"^  (http://127\.0\.0\.1:\d+)   reference at")]
    private static partial Regex ReadyLine();
}
