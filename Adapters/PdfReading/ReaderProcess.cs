using System.Diagnostics;
using System.Text.Json;

using Microsoft.Extensions.Logging;

using PromptIntel.Core.Documents;

namespace PromptIntel.Adapters.PdfReading;

/// <summary>
/// One process that reads one file: bytes in, JSON out. It is ended, with all that it started, when it takes more time, memory or output
/// than it may, or nobody waits for it any more.
/// </summary>
internal sealed class ReaderProcess : IDisposable
{
    /// <summary>What the reader says before anything else, so that one that does not start is not taken for a broken file.</summary>
    private const int Started = '!';

    private const int MostOutput = 64 << 20;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(25);

    private readonly DocumentOptions _options;
    private readonly ILogger _logger;
    private readonly Process _process;
    private readonly CancellationTokenSource _ended = new();
    private DocumentRefusal? _verdict;

    private ReaderProcess(DocumentOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _process = Process.Start(ReaderProgram.Describe(options))!;
    }

    /// <summary>For tests: what the process used of memory when it was looked at last, at most.</summary>
    public long PeakBytes { get; private set; }

    public static async Task<ReadResult> ReadAsync(
        ReadOnlyMemory<byte> content, DocumentOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        using var reader = new ReaderProcess(options, logger);
        return await reader.RunAsync(content, cancellationToken);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _ended.Dispose();
    }

    private async Task<ReadResult> RunAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration registration = cancellationToken.Register(Kill);
        Task watch = WatchAsync();
        Task errors = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        Task write = WriteAsync(content);
        (bool isStarted, byte[] output) = await ReadOutputAsync();
        await write;
        await errors;
        await _process.WaitForExitAsync(CancellationToken.None);
        await _ended.CancelAsync();
        await watch;
        cancellationToken.ThrowIfCancellationRequested();

        return _verdict is { } verdict ? new ReadResult.Refused(verdict)
            : !isStarted ? throw new InvalidOperationException($"The document reader did not start (exit code {_process.ExitCode}).")
            : _process.ExitCode == 0 ? Parse(output)
            : Broken(_process.ExitCode);
    }

    private ReadResult.Refused Broken(int exitCode)
    {
        Log.ReaderBroke(_logger, exitCode);
        return new ReadResult.Refused(new DocumentRefusal(RefusalCodes.Broken, "Its structure broke the reader."));
    }

    private static ReadResult Parse(byte[] output)
    {
        PdfReaderAnswer? answer = JsonSerializer.Deserialize(output, DocumentJsonContext.Own.PdfReaderAnswer);
        return answer switch
        {
            { Reading: { } reading } => new ReadResult.Read(reading),
            { Refusal: { } refusal } => new ReadResult.Refused(refusal),
            _ => throw new InvalidOperationException("The document reader gave no answer."),
        };
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> content)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(content, CancellationToken.None);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all; its exit code or the verdict says why.
        }
    }

    private async Task<(bool IsStarted, byte[] Output)> ReadOutputAsync()
    {
        using var output = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        Stream stream = _process.StandardOutput.BaseStream;
        int read;

        while ((read = await stream.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            if (output.Length + read > MostOutput)
            {
                End(RefusalCodes.TooLarge, $"What was read in it is longer than {MostOutput >> 20} MiB.");
                break;
            }

            output.Write(buffer, 0, read);
        }

        byte[] all = output.ToArray();
        return all is [Started, ..] ? (true, all[1..]) : (false, []);
    }

    private async Task WatchAsync()
    {
        long start = Stopwatch.GetTimestamp();
        long most = (long)_options.ReaderMemoryMiB * 1024 * 1024;
        using var timer = new PeriodicTimer(WatchInterval);

        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token) && !_process.HasExited)
            {
                _process.Refresh();
                PeakBytes = Math.Max(PeakBytes, _process.WorkingSet64);

                if (PeakBytes > most)
                {
                    End(RefusalCodes.TooComplex, $"Reading it needs more than {_options.ReaderMemoryMiB} MiB of memory.");
                }
                else if (Stopwatch.GetElapsedTime(start) > _options.ReadTimeout)
                {
                    End(RefusalCodes.TooComplex, $"Reading it takes longer than {_options.ReadTimeout.TotalSeconds:0.#} seconds.");
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    private void End(string code, string detail)
    {
        _verdict ??= new DocumentRefusal(code, detail);
        Kill();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
