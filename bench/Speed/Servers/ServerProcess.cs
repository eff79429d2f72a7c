using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PromptIntel.Bench.Speed.Servers;

/// <summary>A server in a process of its own: how long it took to answer, what it uses.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly Process _process;

    private ServerProcess(Process process, Uri address, TimeSpan startedIn) =>
        (_process, Address, StartedIn) = (process, address, startedIn);

    public Uri Address { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartedIn { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <param name="readyPath">A path that answers 200 once the server is ready.</param>
    public static async Task<ServerProcess> StartAsync(
        string program, string directory, string readyPath, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(program, [.. arguments, "--urls", address.ToString()])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        long began = Stopwatch.GetTimestamp();
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.Write(line.Data is null ? "" : $"{line.Data}\n");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await AnswerAsync(process, new Uri(address, readyPath), began);
        return new ServerProcess(process, address, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Waits until the work that follows a start is done: two seconds with hardly any processor time.</summary>
    public async Task SettleAsync()
    {
        long began = Stopwatch.GetTimestamp();

        for (int quiet = 0; quiet < 2 && Stopwatch.GetElapsedTime(began) < Patience * 3;)
        {
            TimeSpan before = ProcessorTime;
            await Task.Delay(Glance);
            quiet = ProcessorTime - before < Glance / 20 ? quiet + 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task AnswerAsync(Process process, Uri ready, long began)
    {
        using var client = new HttpClient();

        while (!await IsListeningAsync(ready.Port) && !process.HasExited && Stopwatch.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        while (true)
        {
            try
            {
                using HttpResponseMessage response = await client.GetAsync(ready);

                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!process.HasExited && Stopwatch.GetElapsedTime(began) < Patience)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    /// <summary>Without the exceptions of a client that is refused, which take a core from the server that starts.</summary>
    private static async Task<bool> IsListeningAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var connect = new SocketAsyncEventArgs { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, port) };
        connect.Completed += (_, _) => ended.SetResult();

        if (socket.ConnectAsync(connect))
        {
            await ended.Task;
        }

        return connect.SocketError == SocketError.Success;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
