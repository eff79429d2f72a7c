using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PromptIntel.Cluster.Tests;

/// <summary>A process of its own with the real engine, and the signals to torment it with.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Stop = 19;
    private const int Continue = 18;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private WorkerProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static WorkerProcess Start(string directory, int concurrency)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PromptIntel.Cluster.Host.dll"));
        start.ArgumentList.Add(directory);
        start.ArgumentList.Add(concurrency.ToString(CultureInfo.InvariantCulture));
        var worker = new WorkerProcess(new Process { StartInfo = start });
        worker._process.Start();
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>As kill -9: nothing of it runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Returns when nothing of it runs.</summary>
    public Task SuspendAsync()
    {
        Signal(Stop);
        return ProcessState.WaitUntilStoppedAsync(Id);
    }

    public void Resume() => Signal(Continue);

    public void AskToStop() => Signal(Terminate);

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public bool HasSaid(string part) => _lines.Any(line => line.Contains(part, StringComparison.Ordinal));

    public Task WaitForLineAsync(string part) => ClusterFile.WaitAsync(() => Task.FromResult(HasSaid(part)), $"a line with '{part}'");

    /// <summary>All it has said.</summary>
    public override string ToString() => string.Join('\n', _lines);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Signal(int signal) => Assert.Equal(0, kill(_process.Id, signal));

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int processId, int signal);
}
